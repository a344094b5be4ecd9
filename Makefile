# GNU make, one file, no recursion. `make help` lists the targets.
MODE  ?= release
MODE  := $(strip $(MODE))
B     := build/$(MODE)
ifeq ($(origin CC),default)
CC    := gcc
endif
PREFIX ?= /usr/local
WARN  := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
         -Wmissing-prototypes -Wold-style-definition -Wwrite-strings -Wcast-qual \
         -Wpointer-arith -Wformat=2 -Wundef -Wvla -Wimplicit-fallthrough
WERROR ?= -Werror
HARDEN := -fstack-protector-strong -fstack-clash-protection -fPIE
FLAGS_debug   := -O0 -g3
FLAGS_release := -O2 -g -D_FORTIFY_SOURCE=2 $(HARDEN)
FLAGS_asan    := -O1 -g3 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
FLAGS_fuzz    := -O1 -g3 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
FLAGS_tsan    := -O1 -g3 -fsanitize=thread
LINK_release  := -pie -Wl,-z,relro,-z,now,-z,noexecstack
CPPFLAGS += -I. -I$(B)/gen -D_GNU_SOURCE -include common/banned.h
PKGS_COMMON    := yaml-0.1 jansson
PKGS_GENERATOR := $(PKGS_COMMON) libgit2 zlib libbrotlienc gumbo
PKGS_TRACKER   := $(PKGS_COMMON) sqlite3 libmicrohttpd libcrypto zlib libbrotlienc libsystemd
PKGS := $(sort $(PKGS_COMMON) $(PKGS_GENERATOR) $(PKGS_TRACKER))
# Looked up once, and only when something is compiled (deps and help work without pkg-config).
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(shell pkg-config --cflags $(PKGS)))$(PKG_CFLAGS)
LIBS_generator = $(eval LIBS_generator := $$(shell pkg-config --libs $(PKGS_GENERATOR)) -lcmark-gfm -lcmark-gfm-extensions -lpthread -lm)$(LIBS_generator)
LIBS_tracker = $(eval LIBS_tracker := $$(shell pkg-config --libs $(PKGS_TRACKER)) -lpthread -lm)$(LIBS_tracker)
ALL_CFLAGS = -std=c17 $(WARN) $(WERROR) $(FLAGS_$(MODE)) $(PKG_CFLAGS) $(CFLAGS)
ALL_LDFLAGS = $(filter -fsanitize%,$(FLAGS_$(MODE))) $(LINK_$(MODE)) $(LDFLAGS)

# `make V=1` shows whole commands.
SAY := $(if $(V),:,@printf ' %s %s\n')

COMMON    := $(wildcard common/*.c)
GENERATOR := $(filter-out generator/main.c,$(wildcard generator/*.c generator/*/*.c))
TRACKER   := $(filter-out tracker/main.c,$(wildcard tracker/*.c))
UNIT      := $(wildcard tests/unit/test_*.c)
MIGRATE   := $(sort $(wildcard tracker/sql/migrate/*/*.sql))
QUERY     := $(sort $(wildcard tracker/sql/query/*.sql))
THEME     := $(sort $(shell find themes/default -type f 2>/dev/null))
obj        = $(patsubst %.c,$(B)/%.o,$(1))
GEN_GENERATOR := $(B)/gen/theme_default.o
GEN_TRACKER   := $(B)/gen/sql_migrate.o $(B)/gen/sql_query.o $(B)/gen/figures_register.o $(B)/gen/demo_people.o

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY: # keep objects: without it make deletes them as intermediates and recompiles
all: build/lernreise build/lernreise-tracker ## build both programs

# Fills build/demo/data with made-up facts and closes their quarters; once, `make run` keeps it.
$(B)/demo: $(call obj,tools/demo.c $(TRACKER) $(COMMON)) $(GEN_TRACKER)
	$(SAY)  LD $@; $(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_tracker)
demo: all $(B)/demo ## a demo store of made-up people and figures in build/demo/data
	@tools/demo.sh $(B)/demo

build/lernreise build/lernreise-tracker: build/%: $(B)/%
	@ln -sf $(MODE)/$* $@

$(B)/lernreise: $(call obj,generator/main.c $(GENERATOR) $(COMMON)) $(GEN_GENERATOR)
	$(SAY)  LD $@; $(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_generator)
$(B)/lernreise-tracker: $(call obj,tracker/main.c $(TRACKER) $(COMMON)) $(GEN_TRACKER)
	$(SAY)  LD $@; $(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_tracker)

$(B)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(SAY)  CC $@; $(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<
	@printf '{"directory":"%s","file":"%s","command":"%s"},\n' '$(CURDIR)' '$<' \
	  '$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -c $<' > $(@:.o=.cmd)

$(B)/embed: tools/embed.c
	@mkdir -p $(@D)
	$(CC) -std=c17 $(WARN) -D_GNU_SOURCE -o $@ $<
$(B)/gen/theme_default.c: $(B)/embed $(THEME)
	@mkdir -p $(@D)
	$(B)/embed theme_default themes/default/ $(THEME) > $@
$(B)/gen/sql_migrate.c: $(B)/embed $(MIGRATE)
	@mkdir -p $(@D)
	$(B)/embed sql_migrate tracker/sql/migrate/ $(MIGRATE) > $@
$(B)/gen/demo_people.c: $(B)/embed tools/demo/people.csv
	@mkdir -p $(@D)
	$(B)/embed demo_people tools/demo/ tools/demo/people.csv > $@
$(B)/gen/figures_register.c: $(B)/embed tracker/figures.tsv
	@mkdir -p $(@D)
	$(B)/embed figures_register tracker/ tracker/figures.tsv > $@
# One constant SQL_<name> a query: sql_query.h declares, sql_query.c defines.
$(B)/gen/sql_query.c: $(B)/embed $(QUERY)
	@mkdir -p $(@D)
	$(B)/embed --sql $(@:.c=.h) $(QUERY) > $@
$(B)/gen/sql_query.h: $(B)/gen/sql_query.c ;
$(B)/gen/%.o: $(B)/gen/%.c
	$(SAY)  CC $@; $(CC) $(CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<
$(call obj,tools/demo.c tracker/main.c $(TRACKER) $(UNIT)): | $(B)/gen/sql_query.c

# A unit test links what it needs from one archive of everything but the two mains.
$(B)/all.a: $(call obj,$(COMMON) $(GENERATOR) $(TRACKER)) $(GEN_GENERATOR) $(GEN_TRACKER)
	@rm -f $@ && ar rcs $@ $^
$(B)/tests/%: $(B)/tests/unit/%.o $(B)/all.a
	@mkdir -p $(@D)
	$(SAY)  LD $@; $(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_generator) $(LIBS_tracker) $(shell pkg-config --libs cmocka)

unit-build: $(patsubst tests/unit/%.c,$(B)/tests/%,$(UNIT))
unit: $(patsubst tests/unit/%.c,$(B)/tests/%,$(UNIT)) ## unit tests of the C code
	@set -e; for t in $^; do $$t; done
unit-%: $(B)/tests/test_% ## one unit test: make unit-template
	$<

golden: $(B)/lernreise ## rewrite what the golden sites should give; review the diff
	tests/golden/run.sh $< --rewrite
golden-check: $(B)/lernreise ## build the golden sites and compare
	@tests/golden/run.sh $<
test-parallel: $(B)/tests/test_parallel ## parallel equals serial, 1,000 times on the starter site
	@ROUNDS=$${ROUNDS:-1000} $<
.PHONY: golden golden-check test-parallel

# Tests run on the Node that tools/deps.sh found or brought.
NODE_RUN = $$(cat build/node-path)
deps: ## install what building and testing needs (as root; else prints the line to run)
	@tools/deps.sh test
deps-build:
	@tools/deps.sh build
deps-bench:
	@tools/deps.sh bench
run: deps-build ## the starter site, a demo store and a tracker on loopback; builds again when HEAD moves
	@$(MAKE) --no-print-directory -j2 all $(B)/demo
	@DEMO_FILL=$(B)/demo tools/run.sh
test: deps ## all tests; ONLY="http unit" for some suites
	@$(NODE_RUN) tests/run.mjs $(ONLY)
test-%: deps ## one suite: make test-http, test-browser, test-unit …
	@$(NODE_RUN) tests/run.mjs build $*
test-fresh: ## make test in a new, minimal Debian (mmdebstrap)
	@tests/fresh.sh
crash: deps all ## kill -9 under load, 1,000 rounds
	ROUNDS=$${ROUNDS:-1000} $(NODE_RUN) --test tests/crash/kill.test.mjs
.PHONY: powercut
powercut: deps all ## disks as a power cut may leave them, 10,000; then the same must find a store that syncs less
	$(NODE_RUN) tests/crash/powercut.mjs --states $${STATES:-10000}
	@$(MAKE) --no-print-directory B=build/weak CFLAGS='-DDB_SYNCHRONOUS=\"NORMAL\"' build/weak/lernreise-tracker
	LERNREISE_TRACKER=build/weak/lernreise-tracker $(NODE_RUN) tests/crash/powercut.mjs --states 500 --expect-loss
.PHONY: faults
faults: deps all build/alloc_fail.so ## failing, full, slow disks; few descriptors, little memory, jumping clocks (strace)
	$(NODE_RUN) --test --test-concurrency=1 tests/crash/faults.test.mjs
	ALLOC_STEP=1 $(NODE_RUN) --test tests/crash/alloc.test.mjs
build/alloc_fail.so: tests/crash/alloc_fail.c
	@mkdir -p $(@D)
	$(CC) -std=c17 $(WARN) $(WERROR) -O2 -D_GNU_SOURCE -shared -fPIC -o $@ $<
.PHONY: soak
soak: deps all ## 10 minutes of everything at once: memory, descriptors and logs stay level (SECONDS=)
	nice $(NODE_RUN) tests/bench/soak.mjs
.PHONY: bench-growth
bench-growth: deps-bench deps all build/bench/load ## 1, 2, 5 and 10 million facts: what grows, and the p99 of every route
	$(NODE_RUN) tests/bench/growth.mjs
.PHONY: safeguards
safeguards: deps all unit-build ## take each safeguard of the record out of a copy: its test must go red
	@$(NODE_RUN) tests/safeguards/run.mjs $(ONLY)

# Benchmarks print ratios of one run; they need packages that building and testing do not.
build/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(CC) -std=c17 $(WARN) -O2 -D_GNU_SOURCE -o $@ $< -lcmark-gfm -lcmark-gfm-extensions -lmicrohttpd -lsqlite3
build/bench/%.so: tests/bench/%.c
	@mkdir -p $(@D)
	$(CC) -std=c17 $(WARN) -O2 -D_GNU_SOURCE -shared -fPIC -o $@ $<
BENCH := $(patsubst tests/bench/%.c,build/bench/%,$(filter-out %/slow_sync.c,$(wildcard tests/bench/*.c))) build/bench/slow_sync.so
bench-%: deps-bench deps all $(BENCH) ## bench-build, bench-pages, bench-tracker: ratios, in one run
	@$(NODE_RUN) tests/bench/$*.mjs
bench-tracker: tracker-each
.PHONY: tracker-each
tracker-each: # one that commits each fact by itself, to compare with
	@$(MAKE) --no-print-directory B=build/each CFLAGS=-DQUEUE_BATCH_ROWS=1 build/each/lernreise-tracker

$(B)/a11y_dump: $(B)/tests/differential/dump.o $(B)/all.a
	$(SAY)  LD $@; $(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_generator) $(LIBS_tracker)
.PHONY: differential
differential: deps $(B)/a11y_dump ## names, roles and styles of generated pages: the checker's against Chromium's; ROUNDS=200
	$(NODE_RUN) tests/differential/compare.mjs $(B)/a11y_dump $${ROUNDS:-200}

trees: deps all ## rewrite the accessibility trees of tests/browser/tree; review the diff
	TREES=1 $(NODE_RUN) --test tests/browser/a11y.test.mjs
shots: deps all ## pictures of every page kind in every look, in build/shots
	SCREENSHOTS=build/shots $(NODE_RUN) --test tests/browser/a11y.test.mjs
.PHONY: trees shots
hostile: deps all ## some 380 hostile requests: alone, pipelined, behind nginx
	$(NODE_RUN) --test tests/http/hostile.test.mjs tests/http/nginx.test.mjs

# gcc and clang, both with every warning as an error; only compiled, never run.
clang:
	@$(MAKE) --no-print-directory B=build/clang CC=clang build/clang/lernreise build/clang/lernreise-tracker
LINT := $(wildcard generator/main.c tracker/main.c) $(COMMON) $(GENERATOR) $(TRACKER) $(wildcard tools/*.c)
lint: $(patsubst %.c,$(B)/lint/%.ok,$(LINT)) ## clang-tidy, gcc -fanalyzer, cppcheck, shellcheck
	cppcheck --quiet --std=c11 --enable=warning,portability --inline-suppr --error-exitcode=1 \
	  --suppress=missingIncludeSystem -I. -I$(B)/gen $(LINT)
	shellcheck .ci/run $(wildcard tools/*.sh tests/*.sh tests/*/*.sh)
# Looked at again when the object was made again, so a changed header counts, too.
$(B)/lint/%.ok: %.c $(B)/%.o .clang-tidy
	@mkdir -p $(@D)
	clang-tidy --quiet $< -- -std=c17 $(CPPFLAGS) $(PKG_CFLAGS)
	gcc $(CPPFLAGS) $(PKG_CFLAGS) -std=c17 -O1 -fanalyzer -Werror -c -o /dev/null $<
	@touch $@

check-headers: ## every header compiles alone
	@for h in $(wildcard common/*.h generator/*.h tracker/*.h); do \
	  $(CC) -x c -fsyntax-only $(CPPFLAGS) $(ALL_CFLAGS) $$h || exit 1; done

bench-template: $(B)/bench/template ## how fast pages render
	$<
$(B)/bench/template: $(B)/tests/bench/inside/template.o $(B)/all.a
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_generator) $(LIBS_tracker)

# A fuzz target is tests/fuzz/fuzz_<name>.c with LLVMFuzzerTestOneInput; its corpus lies in
# tests/fuzz/corpus/<name>/ and is replayed by `make test` under sanitizers, without clang's engine.
FUZZ := $(wildcard tests/fuzz/fuzz_*.c)
FUZZ_SECONDS ?= 60
fuzz: ## each fuzz target for FUZZ_SECONDS (60)
	@$(MAKE) --no-print-directory -j2 MODE=fuzz CC=clang $(patsubst tests/fuzz/%.c,build/fuzz/%,$(FUZZ))
	@for f in $(patsubst tests/fuzz/fuzz_%.c,%,$(FUZZ)); do \
	  $(MAKE) --no-print-directory fuzz-$$f > build/fuzz/$$f.log 2>&1 || { tail -40 build/fuzz/$$f.log; exit 1; }; \
	  echo "$$f: $$(sed -n 's/^stat::number_of_executed_units: *//p' build/fuzz/$$f.log) inputs"; done
	@echo "$(words $(FUZZ)) targets clean, $(FUZZ_SECONDS) s each"
fuzz-%: ## one fuzz target
	@$(MAKE) --no-print-directory MODE=fuzz CC=clang build/fuzz/fuzz_$*
	@mkdir -p build/fuzz/found/$* tests/fuzz/corpus/$*
	build/fuzz/fuzz_$* -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
	  -artifact_prefix=build/fuzz/crash-$*- build/fuzz/found/$* tests/fuzz/corpus/$*
build/fuzz/fuzz_%: build/fuzz/tests/fuzz/fuzz_%.o build/fuzz/tests/fuzz/stage.o build/fuzz/tests/fuzz/stage_site.o build/fuzz/all.a
	$(CC) -fsanitize=fuzzer,address,undefined -o $@ $^ $(LIBS_generator) $(LIBS_tracker)
$(B)/replay_%: $(B)/tests/fuzz/fuzz_%.o $(B)/tests/fuzz/replay.o $(B)/tests/fuzz/stage.o $(B)/tests/fuzz/stage_site.o $(B)/all.a
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_generator) $(LIBS_tracker)
fuzz-replay: $(patsubst tests/fuzz/fuzz_%.c,$(B)/replay_%,$(FUZZ))
	@for t in $^; do $$t tests/fuzz/corpus/$${t##*/replay_} || exit 1; done

install: all ## install both programs; DESTDIR= and PREFIX= as usual
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(B)/lernreise $(B)/lernreise-tracker $(DESTDIR)$(PREFIX)/bin/

compile_commands.json: all
	@{ echo '['; cat $$(find $(B) -name '*.cmd') | sed '$$s/,$$//'; echo ']'; } > $@
docs: all ## write the documentation that the programs know themselves
	build/lernreise check --rules-markdown > docs/barrierefreiheit-pruefungen.md
help: ## list the targets
	@sed -n 's/^\([a-z%-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 20
clean: ## remove build/
	rm -rf build compile_commands.json
-include $(shell find $(B) -name '*.d' 2>/dev/null)
.PHONY: bench-template all demo docs unit unit-build deps deps-build deps-bench run test test-fresh clang lint check-headers fuzz fuzz-replay crash hostile \
	install help clean
