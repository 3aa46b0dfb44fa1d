"""Run a client of this folder as a command: ``python tests/clients/contract MODULE poll|state|run``."""

from __future__ import annotations

import sys
from importlib import import_module

from command import main

if __name__ == "__main__":
    main(import_module(sys.argv.pop(1)).Client)
