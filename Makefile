# make run   sets everything up, builds the knowledge base and serves it on http://127.0.0.1:7860
# make test  sets everything up and passes the tests
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
# A CPU build of torch spares gigabytes; taken from PyTorch's own index where it can be reached, else from pip's settings.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --constraint requirements.lock

.PHONY: run test check lint lock clean

run: $(VENV)/.run
	$(BIN)/tessera build
	$(BIN)/tessera serve

test: $(VENV)/.test $(VENV)/.browser
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/tessera check && $(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.torch: requirements.lock | $(BIN)/python
	@echo "Installing PyTorch (CPU) …"
	@if curl --silent --fail --head --max-time 5 --output /dev/null $(TORCH_INDEX)/torch/; \
	then $(PIP) --index-url $(TORCH_INDEX) --extra-index-url https://pypi.org/simple torch==2.13.0; \
	else $(PIP) torch==2.13.0; fi
	@touch $@

$(VENV)/.run: $(VENV)/.torch pyproject.toml
	@echo "Installing Tessera …"
	@$(PIP) --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.torch pyproject.toml
	@echo "Installing Tessera and its test tools …"
	@$(PIP) --editable '.[test]'
	@touch $@ $(VENV)/.run

# The browser tests need Debian's chromium and a font with Chinese characters.
$(VENV)/.browser: tests/install-browser.sh | $(BIN)/python
	@sh tests/install-browser.sh
	@touch $@

lock: | $(BIN)/python
	$(BIN)/python -m pip --quiet install uv
	{ echo "# Exact versions of everything Tessera installs, for pip's -c. Made by: make lock"; \
	  $(BIN)/uv pip compile --quiet --python-version 3.11 --extra test --extra bench --torch-backend cpu --no-annotate --no-header --no-emit-package torch pyproject.toml; \
	  echo "torch==2.13.0"; } > requirements.lock.new && mv requirements.lock.new requirements.lock

clean:
	rm -rf $(VENV) .data
