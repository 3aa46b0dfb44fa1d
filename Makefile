# Everything runs in a virtual environment of the checkout's own, made on first use.
PYTHON ?= python3
VENV ?= .venv
INSTALLED = $(VENV)/.installed
RUN = $(VENV)/bin/

.PHONY: demo test lint clean

demo: $(INSTALLED)
	$(RUN)centra-mock demo

test: $(INSTALLED) lint
	$(RUN)pytest

lint: $(INSTALLED)
	$(RUN)ruff format --check --quiet .
	$(RUN)ruff check --quiet .
	$(RUN)mypy --no-error-summary

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(RUN)pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) node_modules
