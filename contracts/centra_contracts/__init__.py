"""The contract suite: it plays histories of a shop against an ERP client, and judges what the client does.

``check_client(poll=…, state=…)`` judges a client; ``centra_contract(poll=…, state=…)`` makes a pytest test per rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from centra_contracts.api import ContractFailure as ContractFailure
    from centra_contracts.api import check_client as check_client
    from centra_contracts.clients.connection import ConnectionSettings as ConnectionSettings
    from centra_contracts.pytest_plugin import centra_contract as centra_contract

_MODULES = {
    "ConnectionSettings": "clients.connection",
    "ContractFailure": "api",
    "check_client": "api",
    "centra_contract": "pytest_plugin",
}
"""The module of each public name. A name is loaded on first use, because pytest imports this package in every run."""


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
