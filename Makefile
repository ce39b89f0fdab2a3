# SPDX-License-Identifier: GPL-2.0
# The door for people; `make help` lists the commands. The kernel's build uses
# Kbuild instead.

KDIR ?= /lib/modules/$(shell uname -r)/build

# A kernel built with BTF wants pahole for its modules' BTF; they load without.
no_btf := $(if $(shell command -v pahole),,CONFIG_DEBUG_INFO_BTF_MODULES=)

# What is typed on make's command line is for the kernel's build as well; what the shell
# happens to have in its environment is not.
kernel_variables := ARCH CROSS_COMPILE LLVM LLVM_IAS KCFLAGS KAFLAGS KCPPFLAGS V W C CF O \
		    KBUILD_OUTPUT KBUILD_EXTMOD KBUILD_VERBOSE
unasked := $(foreach v,$(kernel_variables),$(if $(filter environment,$(origin $(v))),-u $(v)))

# These are typed; what the shell's environment has by such a name is meant for something
# else.
not_typed := $(foreach v,M NAME DIR KIND EX,$(if $(filter environment,$(origin $(v))),$(v)))
$(foreach v,$(not_typed),$(eval override $(v) :=)$(eval unexport $(v)))

.DEFAULT_GOAL := modules
.PHONY: help demo docs check check-all list coverage kunit try new exercise exercises mistake matrix experiment shell bench modules modules_install lint cocci clean

help:
	@echo 'What to type (Linux 6.12 unless KERNEL=6.1, latest or any x.y that a mirror has):'
	@echo '  make demo [CHAPTER=slab]      boot a stock kernel in QEMU and walk the chapters;'
	@echo '                                RT=1: one with PREEMPT_RT'
	@echo '  make check                    the quick tests; ends with "N passed, N failed"'
	@echo '  make check-all                these and what takes long; goes on where it stopped'
	@echo '  make list                     the cells that these are made of;'
	@echo "                                CELLS='newest/um mmap' and KERNEL=6.1 pick some, here"
	@echo '                                and in check and check-all'
	@echo '  make kunit [CHAPTER=slab]     the suites under kunit.py; DEBUG=1: KASAN, lockdep,'
	@echo '                                kmemleak; ARCH=x86_64, i386, arm64, powerpc: QEMU,'
	@echo '                                two CPUs, edu; ARGS=... goes to kunit.py'
	@echo '  make try CHAPTER=slab         the short loop: build, boot UML, load, show'
	@echo '  make exercise [EX=slab-cache] what there is to write, and what is done; with EX= build'
	@echo '                                and run that one: HINT=1, SOLUTION=1, RESET=1, WATCH=1,'
	@echo '                                DEBUG=1 (KASAN, lockdep, kmemleak)'
	@echo '  make exercises                judges the exercises themselves'
	@echo '  make mistake [NAME=...]       typical mistakes: the code, and what each detector says'
	@echo '  make matrix                   every mistake against every detector (20 minutes)'
	@echo '  make experiment NAME=memory   a process and the kernel do the same: allocation,'
	@echo '                                sleeping, memory, faults, limits'
	@echo '  make shell [QEMU=1]           a shell in the VM, modules in place'
	@echo '                                KSRC=~/linux: kunit, try and shell on your own tree'
	@echo '  make [modules] [KDIR=...]     the modules, for the running kernel or KDIR'
	@echo '  make modules_install          install them (INSTALL_MOD_PATH=... to choose where)'
	@echo '  make bench                    what things cost, as ratios'
	@echo '  make coverage                 which lines the tests run'
	@echo '  make docs                     do the chapters say what the runs say; UPDATE=1 rewrites'
	@echo '  make lint                     W=1, sparse, coccicheck, checkpatch, shellcheck'
	@echo '  make cocci M=PATH             the rules that the chapters teach, over your driver'
	@echo 'Your own driver in the place of a chapter (nothing is written into its folder):'
	@echo '  make new NAME=mydriver        one to begin with; DIR=folder, KIND=misc, pci or plain'
	@echo '  make try M=DIR                build, load, run DIR/try.sh, unload; QEMU=1: a stock'
	@echo '                                kernel and EDUS=n devices'
	@echo '  make kunit M=DIR              its suites; ARCH=, DEBUG=1, ARGS= as above'
	@echo '  make check M=DIR              everything that is done to the modules here'
	@echo '  make clean                    remove what was built; the cache of kernels stays'
	@echo 'V=1 shows the commands that run. Each script in scripts/ takes --help.'

demo docs lint new exercise mistake experiment try shell bench coverage:
	@scripts/$@

check:
	@scripts/packages fetch && exec scripts/check

check-all:
	@scripts/packages fetch && exec scripts/check all

list:
	@scripts/check list

exercises:
	@scripts/exercise judge

matrix:
	@scripts/mistake matrix

cocci:
	@scripts/cocci '$(M)'

kunit:
	@scripts/kunit $(ARGS)

modules modules_install:
	@test -e '$(KDIR)/Makefile' || { \
		echo 'kmemlab: no kernel build at $(KDIR): install the headers of the running kernel or set KDIR' >&2; \
		exit 1; }
	+env $(unasked) $(MAKE) -C '$(KDIR)' M='$(CURDIR)' $(no_btf) $@

clean:
	@scripts/clean
