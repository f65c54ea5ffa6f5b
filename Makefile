# Everything runs in a virtual environment of its own, made on first use.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
BASE   := $(VENV)/.installed-base
MARK   := $(VENV)/.installed
OUT    ?= demo-output
#: Tests run on all processors, the tests of a file on one, which makes what they share once.
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist loadfile

#: Tests for a first look at other versions of Python and of libraries: results, every command, docs, designs, Mesa.
SMOKE := tests/golden tests/cli/test_cli.py tests/cli/test_examples.py tests/cli/test_sweep_analyses.py \
	tests/docs/test_contributing.py tests/experiments/test_random_numbers.py tests/mesa_model tests/analysis/test_discovery.py \
	tests/submodels/test_rules.py

.PHONY: demo test test-all smoke smoke-lowest check bench bench-compare speed schema docs site notebooks dist comses \
	images validation levers influence workshop facilitator portraits clean

# What runs need; tests need much more.
$(BASE): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; try: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $(BASE)

$(MARK): $(BASE)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test,check]"
	@touch $(MARK)

demo: $(BASE)  ## three contrasting scenarios, with figures and a short table, in demo-output/
	$(BIN)/python -m app.demo --out $(OUT)

test: $(MARK)  ## all tests but the slow statistical ones
	$(PYTEST) -m "not slow"

test-all: $(MARK)  ## every test
	$(PYTEST)

smoke: $(MARK)  ## a first look, quicker than all tests
	$(PYTEST) -m "not slow" $(SMOKE)

smoke-lowest: pyproject.toml  ## the same, with the lowest versions of libraries that are promised
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --resolution lowest-direct --editable ".[test]"
	$(PYTEST) -m "not slow" $(SMOKE)

check: $(MARK)  ## style and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check sim/submodels sim/kernel
	$(BIN)/lint-imports

bench: $(MARK)  ## speed, as ratios; beside other libraries (those installed) with table and figure in bench-output/
	$(BIN)/python -m benchmarks.engine
	$(BIN)/python -m benchmarks.sweep
	$(BIN)/python -m benchmarks.commands
	$(BIN)/python -m benchmarks.large
	$(BIN)/python -m benchmarks.peers

bench-compare: $(MARK)  ## whether the engine became slower than at the stored run, relative to NumPy (three minutes)
	$(BIN)/python -m benchmarks.compare

speed: $(MARK)  ## the page of speed and the stored run, on a machine that does nothing else (some nine minutes)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[bench]"
	$(BIN)/python -m benchmarks.peers --page

schema: $(MARK)  ## the JSON schemas of the files that people write, from the tables by which they are read
	$(BIN)/rpp schema --out scenarios/schema/scenario.schema.json
	$(BIN)/rpp schema --claims --out scenarios/schema/claim.schema.json
	$(BIN)/rpp schema --experiments --out scenarios/schema/experiment.schema.json
	$(BIN)/rpp schema --forms --out scenarios/schema/form.schema.json
	$(BIN)/rpp schema --rules --out scenarios/schema/rules.schema.json

docs: $(MARK)  ## the generated pages of the documentation, from the model as it is
	$(BIN)/python tools/make_parameters.py
	$(BIN)/python tools/make_odd.py
	$(BIN)/python tools/make_directions.py
	$(BIN)/python tools/make_architecture.py
	$(BIN)/python tools/make_loops.py
	$(BIN)/python tools/make_portraits.py
	$(BIN)/python tools/make_concepts.py
	$(BIN)/python tools/make_commands.py
	$(BIN)/python tools/make_python.py
	$(BIN)/python tools/make_files.py
	$(BIN)/python tools/make_outcomes.py
	$(BIN)/python tools/make_codemeta.py

site: $(MARK)  ## the documentation as pages for a browser, in site/ (`rpp docs` opens them)
	$(BIN)/python tools/make_site.py

notebooks: $(MARK)  ## the notebooks for students and the page that lists them, from their scripts
	$(BIN)/python tools/make_notebooks.py

dist: $(MARK)  ## in dist/: sources, a wheel for any Python, and one with compiled code for this Python and platform
	$(BIN)/python tools/make_site.py --into app/site
	$(BIN)/python -m build --no-isolation --outdir dist
	RPP_COMPILE=1 $(BIN)/python -m build --no-isolation --wheel --outdir dist

comses: $(MARK)  ## in dist/: the zip that the CoMSES model library and its peer review ask for
	$(BIN)/python tools/make_comses.py

images: $(MARK)  ## the images of README and documentation, from the model as it is
	$(BIN)/python tools/make_images.py

validation: $(MARK)  ## the page of claims and evidence, from the model as it is (half an hour)
	$(BIN)/python tools/make_validation.py

levers: $(MARK)  ## the page of levers and events in every scenario, from the model as it is (half an hour)
	$(BIN)/python tools/make_levers.py

influence: $(MARK)  ## the page that tells where each parameter matters most (an hour and more)
	$(BIN)/python tools/make_influence.py

workshop: $(MARK)  ## the page of the workshop app, its questions asked in a browser, with pictures (some minutes)
	$(BIN)/python tools/make_workshop.py

facilitator: $(MARK)  ## the guide of who leads a session, an hour of it walked through in a browser (some minutes)
	$(BIN)/python tools/make_facilitator.py

portraits: $(MARK)  ## the pages of portraits, each run a hundred times (some minutes)
	$(BIN)/python tools/make_portraits.py --run

clean:  ## removes the virtual environment, caches and demo output
	rm -rf $(VENV) $(OUT) .pytest_cache .ruff_cache .hypothesis dist build site app/site
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
