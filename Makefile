# Every habit is one command; `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
# What is compiled once stays so, wherever this runs: workers, servers and commands of the tests read the same modules.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help run serve test suite soak quick thorough lint style types docs bench screenshots pictures models corpus messages

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/runtime ## install what is missing and open the app
	$(BIN)/streamlit run app.py

WORKERS ?= 2
PORT ?= 8501
serve: .venv/runtime ## the app for many: WORKERS=2 processes behind nginx on PORT=8501
	$(BIN)/python -m gru_viz serve --workers $(WORKERS) --port $(PORT)

test: .venv/chromium .venv/nginx style ## everything that decides whether a change lands
	$(MAKE) -j 2 types suite

# The floor in a command of its own: slipcover 1.1 asks for it before the workers' counts are put together.
suite: .venv/development
	mkdir -p build && $(BIN)/python -m slipcover --json --out build/coverage.json -m pytest
	$(BIN)/python -m slipcover --merge build/coverage.json --out build/coverage.json --skip-covered --fail-under 90

# What is drawn at random is drawn less often than in `make test`.
quick: .venv/development ## every test that needs neither a browser nor servers
	GRU_VIZ_DRAWN=10 GRU_VIZ_TEXTS=1 $(BIN)/pytest -n 2 --ignore tests/browser --ignore tests/package --ignore tests/serve --ignore tests/corpus/test_cluster.py

thorough: .venv/chromium ## type 200 random texts into every page, draw 400 networks for every law of theirs; walk the whole lesson and take it home, let axe look at every page in both languages
	GRU_VIZ_TEXTS=200 GRU_VIZ_WALK=1 $(BIN)/pytest tests/ui/test_any_text.py tests/browser/test_walk.py tests/browser/test_export.py tests/browser/test_everybody.py
	GRU_VIZ_DRAWN=400 $(BIN)/pytest tests/cells tests/analysis tests/learning tests/experiment tests/lesson tests/figures tests/inputs

soak: .venv/development .venv/nginx ## 50 visitors do anything for 20 minutes, 2,000 links and 30 files of 20 MB come on top
	$(BIN)/python -m tests.serve.soak

lint: style types ## Python and JavaScript: lint, types and format; the workflow against its schema

# Nine tenths of what lint takes: beside the tests it takes what they leave idle.
types: .venv/development
	nice -n 19 $(BIN)/python -m tests.package.references
	$(BIN)/python -m tests.package.blocks && nice -n 19 $(BIN)/basedpyright

style: .venv/development
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/oxlint gru_viz/ui tests/javascript && $(BIN)/oxfmt --check gru_viz/ui tests/javascript
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec deploy/compose.yaml
	$(BIN)/hadolint deploy/Containerfile
	$(BIN)/kubernetes-validate --strict deploy/kubernetes.yaml

docs: .venv/development ## the API reference, from the docstrings, into build/docs
	$(BIN)/pdoc --docformat numpy --output-directory build/docs gru_viz && echo build/docs/index.html

bench: .venv/chromium .venv/nginx ## print every target's figure: ratios, times, visitors at once, memory
	$(BIN)/python benchmarks/trace_ratio.py && $(BIN)/python benchmarks/repaint.py && $(BIN)/python benchmarks/run_cost.py
	$(BIN)/python benchmarks/lesson.py
	$(BIN)/python benchmarks/cell.py && $(BIN)/python benchmarks/gradients.py
	$(BIN)/python benchmarks/training_time.py && $(BIN)/python benchmarks/import_time.py && $(BIN)/python benchmarks/watch.py
	$(BIN)/python benchmarks/monitor.py && $(BIN)/python benchmarks/memory.py && $(BIN)/python benchmarks/ablation.py
	$(BIN)/python benchmarks/corpus.py && $(BIN)/python benchmarks/corpus_search.py
	$(BIN)/python benchmarks/crowd.py && $(BIN)/python benchmarks/crowd.py --mixed --visitors 60
	$(BIN)/python benchmarks/crowd.py --visitors 60 --training 4 && $(BIN)/python benchmarks/crowd.py --visitors 300 --workers 2
	$(BIN)/python benchmarks/waves.py

screenshots: .venv/chromium ## write screenshots/ from the real app, to look at: each page, both themes and languages
	$(BIN)/python -m tests.browser.screenshots

pictures: .venv/chromium ## write the README's pictures anew
	$(BIN)/python -m tests.browser.screenshots --readme

models: .venv/development ## train the bundled models and the recorded trainings anew into gru_viz/data/
	$(BIN)/python -m gru_viz.learning
	$(BIN)/python -m gru_viz.learning --recording
	$(BIN)/python -m gru_viz.analysis.automaton

corpus: .venv/development ## trace the bundled models over what they have never seen, into stores/: GRU_VIZ_STORES=stores make run
	$(BIN)/python -m gru_viz.corpus stores

messages: .venv/development ## put new interface strings into the translation catalogue
	$(BIN)/python -m gru_viz.ui.catalogue

.venv/runtime: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check -r requirements.txt && touch $@

.venv/development: .venv/runtime requirements-dev.txt
	$(BIN)/pip install -q --disable-pip-version-check -r requirements-dev.txt && touch $@

.venv/nginx: .venv/development
	$(BIN)/python -m tests.serve.nginx && touch $@

.venv/chromium: .venv/development
	$(BIN)/python -m tests.browser.chromium && touch $@
