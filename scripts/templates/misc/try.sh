#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What make try M=... does with the loaded module, in the virtual machine.
set -e
echo "a message" >/dev/mydriver
cat /dev/mydriver
