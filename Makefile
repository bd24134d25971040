# Each target first sees to the environment in .venv; those that need a model see to that too.
.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
TOOLS := $(VENV)/.installed-dev
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps
FAQBOT := $(BIN)/faqbot
AUDITORS := .build/auditors

.PHONY: help run ask train test check format lock clean benchmark benchmark-nlu soak sbom audit tune

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-15s %s\n", $$1, $$2}'

run: train ## Serve the assistant and print the address to open
	@$(FAQBOT) serve

ask: train ## Ask questions in the shell
	@$(FAQBOT) ask

train: $(INSTALLED) ## Train a model, unless the newest one is current
	@$(FAQBOT) train

test: train $(TOOLS) ## Run the tests
	@$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(TOOLS) ## Check format, lint and types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

benchmark: train $(TOOLS) ## Compare how fast stock Rasa and this answer, as running servers
	@$(BIN)/python benchmarks/serve.py

benchmark-nlu: $(INSTALLED) ## Compare how well stock Rasa and this understand
	@$(BIN)/python benchmarks/nlu.py

TUNING := .build/tuning

tune: $(TUNING)/.installed ## Tune the health net anew after an edit in data/ (about an hour, needs Python 3.11)
	@$(TUNING)/bin/python training/tune_health_encoder.py

$(TUNING)/.installed: training/requirements.txt
	@python3.11 -m venv $(TUNING) && $(TUNING)/bin/pip install --quiet -r $< && touch $@

soak: train $(TOOLS) ## Load a server with mixed traffic for half an hour
	@$(BIN)/python benchmarks/soak.py

sbom: $(TOOLS) $(AUDITORS) ## Write the list of all parts (CycloneDX) to .build/sbom.json
	@$(AUDITORS)/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
	  --output-file .build/sbom.json $(BIN)/python
	@echo "Wrote .build/sbom.json"

audit: $(AUDITORS) ## Look the pinned packages up among known holes (needs the internet)
	@$(AUDITORS)/bin/pip-audit --disable-pip --no-deps -s osv -r requirements.lock

$(AUDITORS): # In an environment of their own: they need other releases than Rasa does.
	@python3 -m venv $@ && $@/bin/python -m pip install --quiet --disable-pip-version-check \
	  cyclonedx-bom==7.5.0 pip-audit==2.10.1 || { rm -rf $@; false; }

format: $(TOOLS) ## Format the code
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

LOCK := uv pip compile pyproject.toml --override requirements.overrides --python-version 3.10 \
  --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet

lock: ## Resolve the lock files anew from pyproject.toml (needs uv)
	$(LOCK) --output-file requirements.lock
	$(LOCK) --extra dev --constraint requirements.lock --output-file requirements-dev.lock

clean: ## Remove what was trained and built, but not the conversations
	rm -rf .rasa models .pytest_cache .mypy_cache .ruff_cache .build

$(INSTALLED): requirements.lock
	@python="$$(deploy/find-python)" && echo "Installing into $(VENV) with $$python (some minutes, once) ..." && \
	  "$$python" -m venv $(VENV)
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-build-isolation --editable .
	@touch $@

$(TOOLS): requirements-dev.lock $(INSTALLED)
	@echo "Installing the test tools ..." && $(PIP) --require-hashes -r requirements-dev.lock
	@touch $@
