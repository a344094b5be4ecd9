# GNU make, one file, no recursion. `make help` lists the targets.
MODE  ?= release
MODE  := $(strip $(MODE))
B     := build/$(MODE)
CC    ?= gcc
PREFIX ?= /usr/local
WARN  := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
         -Wmissing-prototypes -Wold-style-definition -Wwrite-strings -Wcast-qual \
         -Wpointer-arith -Wformat=2 -Wundef -Wvla -Wimplicit-fallthrough
WERROR ?= -Werror
HARDEN := -fstack-protector-strong -fstack-clash-protection -fPIE
FLAGS_debug   := -O0 -g3
FLAGS_release := -O2 -g -D_FORTIFY_SOURCE=2 $(HARDEN)
FLAGS_asan    := -O1 -g3 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
FLAGS_tsan    := -O1 -g3 -fsanitize=thread
LINK_release  := -pie -Wl,-z,relro,-z,now,-z,noexecstack
CPPFLAGS += -I. -I$(B)/gen -D_GNU_SOURCE
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

COMMON    := $(wildcard common/*.c)
GENERATOR := $(filter-out generator/main.c,$(wildcard generator/*.c generator/*/*.c))
TRACKER   := $(filter-out tracker/main.c,$(wildcard tracker/*.c))
UNIT      := $(wildcard tests/unit/test_*.c)
MIGRATE   := $(sort $(wildcard tracker/sql/migrate/*/*.sql))
QUERY     := $(sort $(wildcard tracker/sql/query/*.sql))
THEME     := $(sort $(shell find themes/default -type f 2>/dev/null))
obj        = $(patsubst %.c,$(B)/%.o,$(1))
GEN_GENERATOR := $(B)/gen/theme_default.o
GEN_TRACKER   := $(B)/gen/sql_migrate.o $(B)/gen/sql_query.o

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY: # keep objects: without it make deletes them as intermediates and recompiles
all: $(if $(wildcard generator/main.c),build/lernreise) $(if $(wildcard tracker/main.c),build/lernreise-tracker) ## build both programs

build/lernreise build/lernreise-tracker: build/%: $(B)/%
	@ln -sf $(MODE)/$* $@

$(B)/lernreise: $(call obj,generator/main.c $(GENERATOR) $(COMMON)) $(GEN_GENERATOR)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_generator)
$(B)/lernreise-tracker: $(call obj,tracker/main.c $(TRACKER) $(COMMON)) $(GEN_TRACKER)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_tracker)

$(B)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<
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
# One constant SQL_<name> a query: sql_query.h declares, sql_query.c defines.
$(B)/gen/sql_query.c: $(B)/embed $(QUERY)
	@mkdir -p $(@D)
	$(B)/embed --sql $(@:.c=.h) $(QUERY) > $@
$(B)/gen/sql_query.h: $(B)/gen/sql_query.c ;
$(B)/gen/%.o: $(B)/gen/%.c
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<
$(call obj,tracker/main.c $(TRACKER)): | $(B)/gen/sql_query.c

# A unit test links what it needs from one archive of everything but the two mains.
$(B)/all.a: $(call obj,$(COMMON) $(GENERATOR) $(TRACKER)) $(GEN_GENERATOR) $(GEN_TRACKER)
	@rm -f $@ && ar rcs $@ $^
$(B)/tests/%: $(B)/tests/unit/%.o $(B)/all.a
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_generator) $(LIBS_tracker) $(shell pkg-config --libs cmocka)

unit-build: $(patsubst tests/unit/%.c,$(B)/tests/%,$(UNIT))
unit: $(patsubst tests/unit/%.c,$(B)/tests/%,$(UNIT)) ## unit tests of the C code
	@set -e; for t in $^; do $$t; done
unit-%: $(B)/tests/test_% ## one unit test: make unit-template
	$<

# Tests run on the Node that tools/deps.sh found or brought.
NODE_RUN = $$(cat build/node-path)
deps: ## install what building and testing needs (as root; else prints the line to run)
	@tools/deps.sh test
test: deps ## all tests; ONLY="http unit" for some suites
	@$(NODE_RUN) tests/run.mjs $(ONLY)

install: all ## install both programs; DESTDIR= and PREFIX= as usual
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(B)/lernreise $(B)/lernreise-tracker $(DESTDIR)$(PREFIX)/bin/

compile_commands.json: all
	@{ echo '['; cat $$(find $(B) -name '*.cmd') | sed '$$s/,$$//'; echo ']'; } > $@
help: ## list the targets
	@sed -n 's/^\([a-z%-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 20
clean: ## remove build/
	rm -rf build compile_commands.json
-include $(shell find $(B) -name '*.d' 2>/dev/null)
.PHONY: all unit unit-build deps test install help clean
