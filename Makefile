# Everything runs in a virtual environment of the checkout's own, made on first use.
PYTHON ?= python3
VENV ?= .venv
INSTALLED = $(VENV)/.installed
RUN = $(VENV)/bin/
# A program of the tests: it imports what the tests import.
TOOL = PYTHONPATH=tests:tests/clients/contract $(RUN)python -m

# What could differ from one Python to another: spyne, the server, the commands, and the clients in Python. A client of
# another language is the same program on all of them.
PORTABLE = tests/soap/test_wire_contract.py tests/soap/test_event_queue.py tests/services/test_placing_orders.py \
	tests/control/test_control_api.py tests/commands/test_serve_and_demo.py tests/test_mock_server.py tests/admin/test_admin_frame.py \
	tests/clients/test_real_clients.py tests/contracts/test_contract_suite.py tests/contracts/test_check_command.py

MATRIX = tests/contracts/test_kill_matrix.py
LAWS = $(shell grep --recursive --files-with-matches --extended-regexp --include 'test_*.py' 'support.profile import .*(costly|examples|few|steady)' tests)

# Programs that tests start are compiled once, also where Python is told to keep nothing.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test browser clients matrix-part laws check-all portable matrix corpus bench lint docs screenshots clean pytest

demo: $(INSTALLED)
	$(RUN)centra-mock demo

# What a change is held to, within five minutes on two cores. What takes longer has commands of its own.
test: $(INSTALLED)
	$(MAKE) --no-print-directory --jobs 2 lint pytest

# The pages, in Chromium; where PART is given, the third of the tests that it draws.
browser: $(INSTALLED)
	CENTRA_MOCK_PART='$(PART)' $(RUN)pytest -m browser $(ARGUMENTS) tests/browser

# SOAP clients that are programs of their own: PHP, Node, Perl, and two of Python.
clients: $(INSTALLED)
	$(RUN)pytest -m clients tests/clients

# A part of the kill matrix, which PART draws: a commit, for example.
matrix-part: $(INSTALLED)
	$(RUN)pytest -m matrix --dist load --maxschedchunk 1 --matrix-part='$(PART)' $(MATRIX)

# What draws its examples, with four times as many; and of what takes minutes, the part that PART draws.
laws: $(INSTALLED)
	CENTRA_MOCK_EXAMPLES=4 CENTRA_MOCK_PART='$(PART)' $(RUN)pytest $(ARGUMENTS) $(LAWS)

# All of it, with many more examples where they are drawn: hours.
check-all: $(INSTALLED) lint
	CENTRA_MOCK_EXAMPLES=10 $(RUN)pytest -m ''

pytest: $(INSTALLED)
	$(RUN)pytest $(ARGUMENTS)

portable: $(INSTALLED)
	$(RUN)pytest -m 'not (browser or matrix)' -k 'not (php- or node- or perl-)' $(ARGUMENTS) $(PORTABLE)

matrix: $(INSTALLED)
	$(RUN)pytest -m matrix $(MATRIX)
	$(TOOL) support.kill_matrix

corpus: $(INSTALLED)
	$(TOOL) corpus

bench: $(INSTALLED)
	$(TOOL) benchmarks.benchmark_contract
	$(TOOL) benchmarks.benchmark_queue

lint: $(INSTALLED)
	$(RUN)ruff format --check --quiet .
	$(RUN)ruff check --quiet .
	$(RUN)mypy --no-error-summary

# The pages that are written from declarations; tests hold them current.
docs: $(INSTALLED)
	$(RUN)python -m centra_mock.activities.documentation > docs/activities.md
	$(RUN)python tests/support/error_docs.py
	$(RUN)python tests/support/rule_docs.py

screenshots: $(INSTALLED)
	$(TOOL) browser.screenshots

$(INSTALLED): pyproject.toml constraints.txt
	@echo "Installing what is needed into $(VENV); this is done once, and takes a minute."
	$(PYTHON) -m venv $(VENV)
	$(RUN)pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) tests/clients/real/node/node_modules tests/clients/contract/node/node_modules tests/browser/node_modules
