# Everything runs in a virtual environment of the checkout's own, made on first use.
PYTHON ?= python3
VENV ?= .venv
INSTALLED = $(VENV)/.installed
RUN = $(VENV)/bin/

# What could differ from one Python to another: spyne, the server, the commands, and a client of each kind.
PORTABLE = tests/test_wire.py tests/test_queue.py tests/test_shop.py tests/test_control.py tests/test_commands.py \
	tests/test_server.py tests/test_admin.py tests/test_real_clients.py tests/test_contract_suite.py tests/test_contract_cli.py

.PHONY: demo test portable matrix bench lint clean

demo: $(INSTALLED)
	$(RUN)centra-mock demo

test: $(INSTALLED) lint
	$(RUN)pytest

portable: $(INSTALLED)
	$(RUN)pytest $(PORTABLE)

matrix: $(INSTALLED)
	$(RUN)python tests/kill_matrix.py

bench: $(INSTALLED)
	$(RUN)python tests/benchmark_contract.py
	$(RUN)python tests/benchmark_queue.py

lint: $(INSTALLED)
	$(RUN)ruff format --check --quiet .
	$(RUN)ruff check --quiet .
	$(RUN)mypy --no-error-summary

screenshots: $(INSTALLED)
	$(RUN)python tests/browser/screenshots.py

$(INSTALLED): pyproject.toml constraints.txt
	@echo "Installing what is needed into $(VENV); this is done once, and takes a minute."
	$(PYTHON) -m venv $(VENV)
	$(RUN)pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) tests/clients/real/node/node_modules tests/clients/contract/node/node_modules tests/browser/node_modules
