# The entrance for people and CI alike. Every target sets up what it needs.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# Who names a PYTHON gets that one, although another one has been set up before.
READY := $(VENV)/.ready$(if $(filter file,$(origin PYTHON)),,-$(shell $(PYTHON) -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])'))

# What is compiled is kept, whatever the caller's Python does: the tests start many.
export PYTHONDONTWRITEBYTECODE :=

# Two processes for each of two cores: many tests mostly wait for what they have started.
AT_ONCE := -q -n 4 --dist worksteal

.PHONY: help demo test test-fast test-browser chaos days benchmarks pythons check format lock clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(READY)  ## try it in a browser, without any account (ASK="last week by day" asks that and ends)
	@$(BIN)/slackbot demo $(if $(ASK),--ask "$(ASK)")

test: $(READY)  ## run the tests (THOROUGH=1 tries all examples; NOW=2028-02-29T05:00Z starts the clock there)
	@$(BIN)/pytest $(AT_ONCE) -m "not chaos and not browser"

# These wait for little; each process would collect them all once more.
test-fast: AT_ONCE := -q -n 3 --dist worksteal
test-fast: $(READY)  ## run those that need no process, PostgreSQL or browser, and little time each
	@$(BIN)/pytest $(AT_ONCE) -m "not chaos and not browser and not processes and not postgres and not long"

test-browser: $(READY)-browser  ## try the demo's page in Chromium (THOROUGH=1 clicks about for half a minute)
	@$(BIN)/pytest -q -rs -m browser tests/browser

chaos: $(READY)  ## kill the app again and again while it is asked; let several processes share much work
	@$(BIN)/pytest -q -m chaos tests/chaos tests/scenarios/processes tests/scenarios/test_turns.py

# The last minutes of a month in Berlin, and of a year in Greenwich; before the clocks change in Berlin
# and in New York.
NOW_sunday := 2026-12-06T05:00Z
NOW_month-end := 2026-11-30T22:57Z
NOW_year-end := 2026-12-31T23:57Z
NOW_berlin := 2027-03-28T00:58Z
NOW_new-york := 2027-11-07T05:58Z
NOW_leap-day := 2028-02-29T05:00Z
DAYS := $(addprefix day-,sunday month-end year-end berlin new-york leap-day)
# Six times pytest would import every test, to find these.
OF_NOW = $$(grep -rl --include='*.py' 'mark\.now' tests/scenarios)

days: $(DAYS)  ## run what depends on now, at six moments

$(DAYS): day-%: $(READY)
	@echo "now $(NOW_$*)"; NOW=$(NOW_$*) $(BIN)/pytest -q -m now $(OF_NOW)

benchmarks: $(READY)  ## run every benchmark at its smallest size: to see that it runs
	@$(BIN)/python -m benchmarks.smoke

pythons: $(READY)  ## the first command, and some tests, on every Python that is here
	@.ci/pythons

check: $(READY)  ## lint, types, import contract
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(READY)  ## put the code in shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

COMPILE = uv pip compile --universal --generate-hashes --python-version 3.11 --upgrade --quiet \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

lock:  ## write both locks anew (needs uv)
	$(COMPILE) --extra dev -o requirements.lock pyproject.toml
	$(COMPILE) --group browser -c requirements.lock -o requirements-browser.lock

clean:  ## forget .venv and caches
	rm -rf .venv .venv-* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# The lock has all that is needed; hashes are checked, the build backend comes from the same lock, nothing else is fetched.
# What is imported is compiled then: most of what is installed never is. The lock's own pip comes
# first: it finds the files of the others in half the time that an older Python's pip takes.
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "slackbot needs Python 3.11 or newer, and %s is %d.%d.%d. Name another one: make PYTHON=python3.12 ..." % ((sys.executable,) + sys.version_info[:3]))'
	@echo "Setting up $(VENV) (once) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@sed -n '/^pip==/,/[^\\]$$/p' requirements.lock >$(VENV)/pip.lock
	@$(INSTALL) --require-hashes -r $(VENV)/pip.lock
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-build-isolation -e .
	@touch $(VENV)/.ready $@

# What drives a browser is large, and only its tests need it.
$(READY)-browser: $(READY) requirements-browser.lock
	@$(INSTALL) --require-hashes -r requirements-browser.lock
	@touch $@
