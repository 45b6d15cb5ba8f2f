# The way in. Needs Python >= 3.11, git and make; everything else is fetched into .venv and .venv-langgraph.
# Another interpreter: make PYTHON=/path/to/python test. More for pytest: make test PYTEST_ARGS="-k ledger".
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test test-connect soak bench coverage mutants screenshots translations lint env langgraph-env lock clean

export PYTHON
# Tests start many processes; without kept bytecode each compiles all it imports.
export PYTHONDONTWRITEBYTECODE :=
BOOTSTRAP := sh packaging/bootstrap/run
BIN := .venv/bin
STARTED := $(shell date +%s)
PYTEST := $(BIN)/python -m pytest -q -p no:cacheprovider -o tmp_path_retention_policy=failed
# One worker more than processors, because many tests wait; each takes up to 1 GB of memory.
WORKERS := $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); [ $$n -lt 4 ] || n=3; echo $$((n + 1)))
# Files stay whole, so that what a file's tests share is made once.
SPREAD := -n $(WORKERS) --dist loadfile
SECONDS_SO_FAR = $$(( $$(date +%s) - $(STARTED) ))

help:
	@echo "make demo           play the whole story with three small agents; pictures and a summary in demo-output/"
	@echo "make test           lint and every test, under 10 minutes"
	@echo "make test-connect   every agent framework at its locked version, each in its own environment; ONLY=adk, DOCS=docs/connect"
	@echo "make soak           the same properties with full counts; takes about half an hour"
	@echo "make bench          the benchmarks of tests/bench"
	@echo "make coverage       100 % of the lines and branches that seal and verify evidence, or fail"
	@echo "make mutants        change the judging code and see which tests notice; MODULES='ledger/tree seal/dsse' SAMPLE=100"
	@echo "make screenshots    every screen in every look, offscreen, for you to look at; SHOTS=build/screenshots ONLY='inbox history'"
	@echo "make translations   collect what the window says into the files of its languages, and compile them"
	@echo "make lint           ruff, mypy, import contracts"
	@echo "make env            .venv from requirements/dev.lock, and the system libraries Qt needs"
	@echo "make langgraph-env  .venv-langgraph, the LangGraph server that demo and tests talk to"
	@echo "make lock           remake the locks (needs uv; UPGRADE=1 for newest versions)"
	@echo "make clean          remove environments, caches and demo-output/"

env:
	@$(BOOTSTRAP) env --for test

langgraph-env:
	@$(BOOTSTRAP) langgraph-env

demo:
	@$(BOOTSTRAP) env --for demo
	@$(BOOTSTRAP) langgraph-env
	@$(BIN)/counterseal demo --out demo-output

lint: env
	@echo "  ruff check"; $(BIN)/ruff check --quiet .
	@echo "  ruff format --check"; $(BIN)/ruff format --check --quiet .
	@echo "  mypy"; $(BIN)/mypy
	@echo "  import contracts"; $(BIN)/lint-imports

# The second environment is made while the first one is used.
test: env
	@$(BOOTSTRAP) langgraph-env & made=$$!; $(MAKE) --no-print-directory lint; said=$$?; wait $$made && exit $$said
	$(PYTEST) $(SPREAD) $(PYTEST_ARGS)
	@echo "make test: green in $(SECONDS_SO_FAR) s"

# DOCS=docs/connect renews the page that says what was seen to work with which version.
test-connect: env langgraph-env
	@$(BOOTSTRAP) connect-env $(ONLY)
	COUNTERSEAL_CONNECT="$(or $(ONLY),all)" COUNTERSEAL_MATRIX="$(DOCS)" $(PYTEST) -n 2 --dist loadfile -m connects \
		$(PYTEST_ARGS)
	@echo "make test-connect: green in $(SECONDS_SO_FAR) s"

soak: env langgraph-env
	COUNTERSEAL_SOAK=1 $(PYTEST) -n 2 --dist load --maxschedchunk 1 -rP -m soak --timeout=7200 -o faulthandler_timeout=0 \
		$(PYTEST_ARGS)
	@echo "make soak: green in $(SECONDS_SO_FAR) s"

bench: env
	@if ls tests/bench/test_*.py >/dev/null 2>&1; then \
		COUNTERSEAL_BENCH=1 $(PYTEST) -s -p no:randomly --timeout=3600 -o faulthandler_timeout=0 tests/bench $(PYTEST_ARGS); \
	else echo "This version has no benchmarks yet."; fi

# What keys, envelopes, trees, heads, rosters, erasures and bundles are judged by; nothing in these files is left out.
JUDGES := $(addprefix core/counterseal/ledger/, tree.py note.py cosignature.py proof.py entry_check.py roster.py roster_form.py \
	roster_rules.py roster_state.py erasures.py doubts.py quick_check.py verify_ahead.py verify_tables.py \
	verify_tree.py verify.py \
	bundle_forms.py bundle_people.py bundle_checker.py bundle_verifier.py) core/counterseal/seal/*
empty :=
comma := ,
coverage: env
	$(PYTEST) $(SPREAD) tests/core/seal tests/core/ledger tests/evidence --cov=counterseal.seal --cov=counterseal.ledger \
		--cov-branch --cov-report= $(PYTEST_ARGS)
	@$(BIN)/python -m coverage report --show-missing --fail-under=100 --precision=2 \
		--include="$(subst $(empty) $(empty),$(comma),$(strip $(JUDGES)))"
	@echo "make coverage: green in $(SECONDS_SO_FAR) s"

# Hours for all of it. The same SAMPLE and SEED try the same changes.
mutants: env
	@$(BOOTSTRAP) mutants-env
	$(BIN)/python packaging/mutants.py $(MODULES) $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED)) \
		$(if $(LEAST),--least $(LEAST)) $(if $(TESTS),--tests $(TESTS)) --children $(or $(CHILDREN),2)

# DOCS=docs/screenshots renews the few pictures that docs/screens.md shows.
screenshots: env
	$(BIN)/python tests/screenshots/shoot.py $(or $(SHOTS),build/screenshots) $(if $(ONLY),--only $(ONLY)) $(if $(DOCS),--docs $(DOCS))

translations: env
	$(BIN)/python packaging/translations.py

lock:
	@$(BOOTSTRAP) lock $(if $(UPGRADE),--upgrade)

clean:
	rm -rf .venv .venv-connect .venv-langgraph .venv-mutants demo-output build dist .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
