# Every target sets up what it needs: on a fresh machine `make serve` or `make test` is enough.
PYTHON ?= python3
VENV   ?= .venv
HOST   ?= 127.0.0.1
PORT   ?= 8000
# The build of PyTorch, used once to convert models. For a GPU build, for example:
#   make setup TORCH="torch==2.13.0 --index-url https://…"
TORCH  ?= torch==2.13.0

BIN    := $(VENV)/bin
PIP    := $(BIN)/pip --disable-pip-version-check

.PHONY: setup setup-dev serve ask test lint fmt gate bench bench-scale soak image-check peers results lock clean

setup: $(VENV)/.ready
setup-dev: $(VENV)/.ready-dev

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install -q $(TORCH)
	$(PIP) install -q -r requirements.lock
	$(PIP) install -q --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.ready: $(VENV)/.installed
	$(BIN)/yinju model prepare
	touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.lock
	$(PIP) install -q -r requirements-dev.lock
	touch $@

serve: setup
	$(BIN)/yinju serve --host $(HOST) --port $(PORT)

ask: setup
	@$(BIN)/yinju ask "$(q)"

test: setup-dev
	$(BIN)/python -m pytest

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

fmt: setup-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Answers to the gold questions against the committed baseline; 1 where they fell by more than chance explains.
gate: setup-dev
	rm -rf build/gate
	$(BIN)/yinju eval gate --cases eval/gold/seeds_dev.jsonl --baseline eval/gold/baseline.json --data build/gate

bench: setup-dev
	$(BIN)/python -m eval.bench

bench-scale: setup-dev
	$(BIN)/python -m eval.bench_scale

soak: setup-dev
	$(BIN)/python -m eval.soak

# The Dockerfile's steps in an empty Debian root, to an answered question; needs root and debootstrap, no container engine.
# For example: make image-check IMAGE_CHECK="--show ~/.config/pip/pip.conf --build-arg TORCH=…"
image-check: setup-dev
	$(BIN)/python -m eval.image $(IMAGE_CHECK)

# Renews the tables of docs/results.md; DATA holds the public sets, REPORTS a knowledge base of work reports, TEXTS the
# same as .txt files, CASES the questions asked of them. Indexes are kept in build/results, peers' rows in eval/standings.
# BLOCKS picks tables; RESULTS="--peers" renews our own rows alone, RESULTS="--anew" the peers' too.
DATA    ?= data/public
REPORTS ?= data/reports
TEXTS   ?= data/report-texts
CASES   ?= data/reports.jsonl
MEASURE := -m eval.results --data $(DATA) --reports-index $(REPORTS) --report-texts $(TEXTS) --report-cases $(CASES)
results: setup-dev .venv-peers/.ready
	$(BIN)/python $(MEASURE) --room build/results $(RESULTS) -- $(BLOCKS)

# The same questions by LangChain, LlamaIndex, Haystack and txtai, in an environment of their own: the three tables of
# "Beside others". Each row is kept as it is measured, so that a stopped run goes on with the next peer.
peers: BLOCKS := peers-seeds peers-mlqa peers-reports
peers: results

.venv-peers/.ready: eval/peers/requirements.txt
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/pip --disable-pip-version-check install -q $(TORCH)
	.venv-peers/bin/pip --disable-pip-version-check install -q -r $<
	touch $@

# Writes the lock files anew from pyproject.toml, in a throw-away environment.
lock:
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/pip install -q -U pip && build/lock/bin/pip install -q $(TORCH) && build/lock/bin/pip install -q hatchling editables ".[milvus,telemetry]"
	build/lock/bin/pip freeze --exclude yinju | sed 's/+cpu//' > requirements.lock
	build/lock/bin/pip install -q --group dev
	build/lock/bin/pip freeze --exclude yinju | sed 's/+cpu//' | grep -vxFf requirements.lock > requirements-dev.lock
	rm -rf build/lock

clean:
	rm -rf $(VENV) build

-include training/Makefile.inc
