# `make help` lists the targets. V=1 shows the commands, WERROR=1 makes warnings errors; CC,
# CPPFLAGS, CFLAGS, LDFLAGS, LDLIBS, BUILD, PREFIX and DESTDIR are the caller's to set.

# Each build type has a folder of its own, so that their objects never mix.
types = $(patsubst check-%,%,$(filter debug asan check-asan fuzz,$(MAKECMDGOALS)))
type := $(or $(sort $(types)),release)
ifneq ($(words $(type)),1)
$(error one build type at a time, not $(type))
endif
BUILD ?= $(if $(filter release,$(type)),build,build/$(type))

flags_release = -O2 -g
flags_debug   = -O0 -g3
flags_asan    = -O1 -g -fno-omit-frame-pointer
flags_fuzz    = $(flags_asan)
sanitize_asan = -fsanitize=address,undefined -fno-sanitize-recover=all
# Numbers that a parser compares with lead into it; those that a frame is made of are only slow.
sanitize_fuzz = $(sanitize_asan) -fsanitize=fuzzer-no-link \
	$(if $(filter src/wall/% src/views/% src/panels/% src/canvas/% tests/unit/%,$<),-fno-sanitize-coverage=trace-cmp)
ifeq ($(type),fuzz)
CC = clang
endif

# CC=aarch64-linux-gnu-gcc brings the tools of the same name along. What must run while building is
# then built by HOSTCC.
triplet := $(patsubst %-gcc,%,$(filter %-gcc,$(notdir $(firstword $(CC)))))
cross   := $(or $(triplet),$(findstring --target,$(CC)))
of_kin   = $(or $(if $(triplet),$(notdir $(shell command -v $(triplet)-$1))),$1)
ifeq ($(origin AR),default)
AR := $(call of_kin,ar)
endif

CFLAGS     ?= $(flags_$(type))
PKG_CONFIG ?= $(call of_kin,pkg-config)
STRIP      ?= $(call of_kin,strip)
HOSTCC     ?= cc
INSTALL    ?= install
PREFIX     ?= /usr/local
BINDIR     ?= $(PREFIX)/bin
MANDIR     ?= $(PREFIX)/share/man
BASHDIR    ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR     ?= $(PREFIX)/share/zsh/site-functions
FISHDIR    ?= $(PREFIX)/share/fish/vendor_completions.d

# Fortified when optimised, as glibc asks; not under sanitizers, nor when the caller sees to it.
ifeq ($(sanitize_$(type))$(filter -O0,$(CFLAGS))$(findstring FORTIFY,$(CPPFLAGS) $(CFLAGS)),)
fortify := $(if $(filter -O%,$(CFLAGS)),-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif

dialect  = -std=c11 -D_GNU_SOURCE -Isrc -Itests
warnings = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla \
	$(if $(filter 1,$(WERROR)),-Werror)
compile  = $(CC) $(dialect) $(fortify) $(includes) $(CPPFLAGS) $(warnings) \
	-fPIE -fstack-protector-strong $(sanitize_$(type)) $(CFLAGS)
link     = $(CC) $(sanitize_$(type)) $(CFLAGS) -pie -Wl,-z,relro,-z,now,--as-needed $(LDFLAGS)
includes := $(shell $(PKG_CONFIG) --cflags-only-I ncursesw 2>/dev/null)
curses  := $(or $(shell $(PKG_CONFIG) --libs ncursesw 2>/dev/null),-lncursesw)

# Each room is an archive, and what uses stands before what is used, as the linker wants it.
# libcorewall.a is what src/ itself holds, but for main; libtests.a is what test programs share,
# libsim.a the simulator, whose names are its own.
rooms    := app report terminal panels views wall canvas source measure base
archives := $(BUILD)/libcorewall.a $(rooms:%=$(BUILD)/lib%.a)
sources  := $(wildcard src/*.c src/*/*.c tests/*/*.c)
shared   := $(foreach c,$(filter tests/%,$(sources)),$(if $(filter test_%,$(notdir $c)),,$c))
objects   = $(patsubst %.c,$(BUILD)/%.o,$1)
programs  = $(patsubst %.c,$(BUILD)/%,$(wildcard $1))
tests    := $(call programs,tests/*/test_*.c)
extras   := $(patsubst tests/tools/%.c,$(BUILD)/%, \
	$(filter-out %/dump_tables.c,$(wildcard tests/tools/*.c)))
benches  := $(call programs,tests/bench/*.c)
# Completions are made from the table of options, by a program that must run here.
completions := $(addprefix $(BUILD)/completions/,bash zsh fish)
dump_tables := $(BUILD)/$(if $(cross),host/)dump_tables
tools    := $(BUILD)/simulate $(BUILD)/shot $(BUILD)/faulty $(extras) $(benches)

ifneq ($(V),1)
say = @printf '  %-7s %s\n' $1 $(or $2,$@);
endif

.PHONY: all run tests check unit golden screens debug asan check-asan lint format demo vm check-vm \
	install uninstall static deb clean help FORCE
.DELETE_ON_ERROR:
.SECONDARY:

all: $(BUILD)/corewall $(if $(cross),,$(completions)) ## build build/corewall, optimised
debug: all ## build/debug: no optimisation, all symbols
asan: all ## build/asan: address and undefined behaviour sanitizers

run: all ## build and watch this machine (ARGS='...')
	@$(BUILD)/corewall $(ARGS)

$(BUILD)/corewall: $(BUILD)/src/main.o $(archives)
	$(call say,LINK)$(link) -o $@ $^ $(LDLIBS) $(curses)

$(BUILD)/libcorewall.a: $(call objects,$(filter-out src/main.c,$(wildcard src/*.c)))
$(BUILD)/libtests.a: $(call objects,$(filter-out tests/sim/%,$(shared)))
$(BUILD)/libsim.a: $(call objects,$(filter tests/sim/%,$(shared)))
$(foreach r,$(rooms),$(eval $(BUILD)/lib$r.a: $(call objects,$(wildcard src/$r/*.c))))

$(BUILD)/lib%.a: $(BUILD)/flags $(BUILD)/files
	$(call say,AR)rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)$(compile) -MMD -MP -c -o $@ $<

# Rewritten only when what they hold has changed: other flags compile everything again, and a file
# that came or went makes the archives again.
$(BUILD)/flags: content = $(compile) $(link) $(curses)
$(BUILD)/files: content = $(sources)
$(BUILD)/flags $(BUILD)/files: FORCE
	@mkdir -p $(@D)
	@echo '$(content)' | cmp -s - $@ || echo '$(content)' >$@

-include $(patsubst %.c,$(BUILD)/%.d,$(sources))

## Tests

tests: all $(tests) $(tools) ## build the tests and their tools

check: tests ## run all the tests
	@$(runner) tests/lint/test_run tests/lint/test_rooms tests/lint/links \
		'tests/sim/check_simulate.sh $(BUILD)/simulate' tests/compare_lscpu.sh tests/compare_sysfs.sh \
		$(wildcard tests/formats/check_*.sh tests/fleet/check_*.sh) tests/readme/test_readme $(wildcard tests/install/check_*.sh) $(tests)

# Without the faults: thousands of runs, of which each would look for leaks at its end.
check-asan: tests ## run the test programs under the sanitizers
	@$(runner) $(filter-out %/test_faults %/test_soak,$(tests)) '$(BUILD)/tests/soak/test_soak 2000'

unit: $(call programs,tests/unit/test_*.c) ## run the unit tests alone
	@$(runner) $^

golden: tests ## rewrite what golden tests expect, screens and pictures of README; read the diff
	@UPDATE_GOLDEN=1 $(runner) $(call programs,tests/golden/test_*.c tests/odd/test_*.c)
	@BUILD=$(BUILD) tests/readme/test_readme --update

screens: $(BUILD)/simulate $(BUILD)/draw_picture ## draw the pictures in doc/ again
	@BUILD=$(BUILD) tests/readme/screens

runner = BUILD=$(BUILD) CC='$(CC)' LINK='$(link)' tests/run

$(tests): %: %.o $(BUILD)/libtests.a $(archives)
	$(call say,LINK)$(link) -o $@ $< $(grouped) $(LDLIBS) $(curses) -lcmocka -lvterm -lm

# corewall whose system calls fail on request.
faults := malloc calloc realloc open openat __open_2 __openat_2 syscall read pread write close \
	stat fstat fstatfs fdopendir readdir lseek ftruncate memfd_create fdopen fcntl poll ppoll epoll_create1 \
	epoll_ctl epoll_pwait gethostname sysconf isatty tcgetpgrp tcgetsid ioctl tcgetattr tcsetattr \
	pipe2 fork execvp sigtimedwait wait4
$(BUILD)/faulty: $(BUILD)/src/main.o $(BUILD)/tests/faults/faulty.o $(archives)
	$(call say,LINK)$(link) $(faults:%=-Wl,--wrap=%) -o $@ $^ $(LDLIBS) $(curses)

$(BUILD)/simulate: $(BUILD)/tests/sim/simulate.o $(BUILD)/libsim.a $(archives)
	$(call say,LINK)$(link) -o $@ $^ $(LDLIBS) -lm

$(BUILD)/shot: $(BUILD)/tests/term/shot.o $(BUILD)/libtests.a $(archives)
	$(call say,LINK)$(link) -o $@ $^ $(LDLIBS) $(curses) -lvterm

$(extras): $(BUILD)/%: $(BUILD)/tests/tools/%.o
$(benches): %: %.o
$(extras) $(benches): $(BUILD)/libtests.a $(archives)
	$(call say,LINK)$(link) -o $@ $(filter %.o,$^) $(grouped) $(LDLIBS) $(curses) -lvterm -lm

# What is tested comes first: what tests share never stands in for it.
grouped = -Wl,--start-group $(archives) $(BUILD)/libtests.a -Wl,--end-group

ifneq ($(wildcard tests/bench/run),)
.PHONY: bench
bench: tests ## measure what doc/PERFORMANCE.md tells
	@BUILD=$(BUILD) tests/bench/run
endif

# A tests/fuzz/fuzz_NAME.c holds a target, tests/fuzz/corpus/NAME what is worth replaying in every
# check; all that a fuzzer finds stays in the build folder.
ifneq ($(wildcard tests/fuzz/fuzz_*.c),)
.PHONY: fuzz
SECONDS ?= 60
fuzzers := $(call programs,tests/fuzz/fuzz_*.c)
fuzz: $(fuzzers) ## look for inputs that break the parsers, SECONDS=60 for each
	@set -e; for f in $(^F); do name=$${f#fuzz_}; found=$(BUILD)/corpus/$$name; mkdir -p $$found; \
		$(BUILD)/tests/fuzz/$$f -max_total_time=$(SECONDS) -rss_limit_mb=1000 -timeout=20 \
			-artifact_prefix=$(BUILD)/broken-$$name- $$found tests/fuzz/corpus/$$name; done
$(fuzzers): %: %.o $(BUILD)/libtests.a $(archives)
	$(call say,LINK)$(link) -fsanitize=fuzzer -o $@ $< $(grouped) $(LDLIBS)
endif

# Test programs that start the product tell nothing of it here: it has runs of its own. Left out are
# also those that try thousands of random machines or frames, which would take minutes or hours
# (fuzz_wall's corpus goes the same ways), and test_thread_scan, which needs openat2(), a call that valgrind does not know.
.PHONY: check-valgrind
not_under_valgrind := $(patsubst %,$(BUILD)/tests/unit/test_%, \
	commands hotplug layout search terminal thread_scan views wall)
check-valgrind: tests ## look for wrong uses of memory with valgrind, in some minutes
	@TEST_TIMEOUT=1500 $(runner) tests/soak/valgrind $(patsubst %,'tests/soak/valgrind %', \
		$(filter-out $(not_under_valgrind), \
			$(filter $(addprefix $(BUILD)/tests/,unit/% golden/% fuzz/%),$(tests))) \
		) 'tests/soak/valgrind $(BUILD)/tests/soak/test_soak 200'

.PHONY: soak
soak: $(BUILD)/tests/soak/test_soak ## 24 hours of a machine that never rests, in a few minutes
	@$< 86400

lint: ## look for what the compiler does not: format, clang-tidy, cppcheck, rooms
	@DIALECT='$(dialect)' tests/lint/all

format: ## have clang-format rewrite src/ and tests/
	clang-format -i $(wildcard src/*.[ch] src/*/*.[ch] tests/*/*.[ch])

demo: $(BUILD)/corewall $(BUILD)/simulate ## watch a simulated machine: make demo N=8192 ARGS='...'
	@BUILD='$(BUILD)' N='$(N)' SIM='$(SIM)' ARGS='$(ARGS)' tests/demo

## A real kernel with hundreds of cpus, under QEMU

vm: ## boot a guest and watch it here: make vm CPUS=512 TERM=vt100; Ctrl-a x leaves
	@export BUILD='$(BUILD)' ARCH='$(ARCH)' CPUS='$(CPUS)' ARGS='$(ARGS)'; exec tests/vm/run

check-vm: $(BUILD)/tests/vm/check_vm ## boot it and check what its console shows (PICTURE=FILE)
	@export BUILD='$(BUILD)' CPUS='$(CPUS)' PICTURE='$(PICTURE)'; exec tests/vm/check

$(BUILD)/tests/vm/check_vm: $(BUILD)/tests/vm/check_vm.o $(BUILD)/libtests.a $(archives)
	$(call say,LINK)$(link) -o $@ $< $(grouped) $(LDLIBS) $(curses) -lvterm -lm

## Installing

install: all $(completions) ## install under $(DESTDIR)$(PREFIX)
	$(INSTALL) -d $(DESTDIR)$(BINDIR) $(own_folders)
	$(INSTALL) -m 755 $(BUILD)/corewall $(DESTDIR)$(BINDIR)/corewall
	$(INSTALL) -m 644 doc/corewall.1 $(DESTDIR)$(MANDIR)/man1/corewall.1
	$(INSTALL) -m 644 $(BUILD)/completions/bash $(DESTDIR)$(BASHDIR)/corewall
	$(INSTALL) -m 644 $(BUILD)/completions/zsh $(DESTDIR)$(ZSHDIR)/_corewall
	$(INSTALL) -m 644 $(BUILD)/completions/fish $(DESTDIR)$(FISHDIR)/corewall.fish

own_folders = $(DESTDIR)$(MANDIR)/man1 $(DESTDIR)$(BASHDIR) $(DESTDIR)$(ZSHDIR) $(DESTDIR)$(FISHDIR)

uninstall: ## remove what install installed, and its folders when nothing else is in them
	rm -f $(DESTDIR)$(BINDIR)/corewall $(DESTDIR)$(MANDIR)/man1/corewall.1 \
		$(DESTDIR)$(BASHDIR)/corewall $(DESTDIR)$(ZSHDIR)/_corewall \
		$(DESTDIR)$(FISHDIR)/corewall.fish
	@rmdir --ignore-fail-on-non-empty $(own_folders) $(dir $(own_folders)) 2>/dev/null || :

static: $(BUILD)/corewall-static ## build/corewall-static: one file that needs no other

$(BUILD)/corewall-static: $(BUILD)/src/main.o $(archives)
	$(call say,LINK)$(CC) $(CFLAGS) -static -s $(LDFLAGS) -o $@ $^ $(LDLIBS) $(static_curses)
static_curses = $(or $(shell $(PKG_CONFIG) --static --libs ncursesw 2>/dev/null),-lncursesw -ltinfo)

deb: all $(completions) ## build/corewall_VERSION_ARCHITECTURE.deb
	@rm -rf $(BUILD)/deb
	@$(MAKE) -s install DESTDIR=$(BUILD)/deb PREFIX=/usr \
		ZSHDIR=/usr/share/zsh/vendor-completions
	@STRIP='$(STRIP)' tests/deb $(BUILD)/deb $(BUILD)

$(completions): $(BUILD)/completions/%: $(dump_tables)
	@mkdir -p $(@D)
	$(call say,MAKE)$< $* >$@

$(BUILD)/dump_tables: $(BUILD)/tests/tools/dump_tables.o $(filter-out %/libcorewall.a,$(archives))
	$(call say,LINK)$(link) -o $@ $^ $(LDLIBS)

ifneq ($(cross),)
$(BUILD)/host/dump_tables: FORCE
	@$(MAKE) -s BUILD=$(BUILD)/host CC=$(HOSTCC) AR=ar \
		CFLAGS=-O0 CPPFLAGS= LDFLAGS= LDLIBS= WERROR= $@
endif

compile_commands.json: FORCE ## what clangd wants to know
	@{ comma=; for c in $(sources); do \
		printf '%s{"directory": "%s", "file": "%s", ' "$${comma:-[}" '$(CURDIR)' $$c; \
		printf '"command": "%s -c %s"}\n' '$(subst ",\",$(compile))' $$c; \
		comma=,; done; echo ']'; } >$@

clean: ## remove build/
	rm -rf build compile_commands.json

help: ## this list
	@awk -F ':.*## ' -v some='$(wildcard tests/bench tests/fuzz)' \
		'/^[a-z_.-]+:.*## / && ($$1 !~ /^(bench|fuzz)$$/ || some ~ $$1) { \
			printf "%-23s %s\n", $$1, $$2 }' Makefile
