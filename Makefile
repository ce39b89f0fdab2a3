# SPDX-License-Identifier: GPL-2.0
# The door for people; `make help` lists the commands. The kernel's build uses
# Kbuild instead.

KERNEL ?= 6.12
KDIR ?= /lib/modules/$(shell uname -r)/build
export KERNEL CHAPTER ARCH V DEBUG QEMU RT

# A kernel built with BTF wants pahole for its modules' BTF; they load without.
no_btf := $(if $(shell command -v pahole),,CONFIG_DEBUG_INFO_BTF_MODULES=)

.DEFAULT_GOAL := modules
.PHONY: help demo check check-all coverage kunit try shell bench modules modules_install lint cocci clean

help:
	@echo 'What to type (Linux $(KERNEL) unless KERNEL=6.1 or 7.2):'
	@echo '  make demo [CHAPTER=slab]      boot a stock kernel (7.2: one built here) in QEMU and'
	@echo '                                walk the chapters;'
	@echo '                                RT=1: one with PREEMPT_RT'
	@echo '  make check                    all tests; ends with "N passed, N failed"'
	@echo '  make check-all                these and what takes long; goes on where it stopped;'
	@echo "                                CELLS='7.2/um arm64' picks cells"
	@echo '  make coverage                 which lines the tests run'
	@echo '  make kunit [CHAPTER=slab]     the suites under kunit.py; DEBUG=1: KASAN, lockdep,'
	@echo '                                kmemleak; ARCH=x86_64, i386, arm64, powerpc: QEMU,'
	@echo '                                two CPUs, edu;'
	@echo '                                ARGS=... goes to kunit.py'
	@echo '  make try CHAPTER=slab         the short loop: build, boot UML, load, show'
	@echo '  make shell [QEMU=1]           a shell in the VM, modules in place'
	@echo '  make [modules] [KDIR=...]     the modules, for the running kernel or KDIR'
	@echo '  make modules_install          install them (INSTALL_MOD_PATH=... to choose where)'
	@echo '  make bench                    what things cost, as ratios'
	@echo '  make lint                     W=1, sparse, coccicheck, checkpatch, shellcheck'
	@echo '  make cocci M=PATH             the rules that the chapters teach, over your driver'
	@echo '  make clean                    remove what was built; the cache of kernels stays'
	@echo 'V=1 shows the commands that run.'

demo check lint try shell bench:
	@scripts/$@

check-all:
	@scripts/check all

coverage:
	@scripts/coverage

cocci:
	@scripts/cocci '$(M)'

kunit:
	@scripts/kunit $(ARGS)

modules modules_install:
	@test -e '$(KDIR)/Makefile' || { \
		echo 'kmemlab: no kernel build at $(KDIR): install the headers of the running kernel or set KDIR' >&2; \
		exit 1; }
	$(MAKE) -C '$(KDIR)' M='$(CURDIR)' $(no_btf) $@

clean:
	@scripts/clean
