"""The rules of the contract. Each module here that defines ``RULE`` is one."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from centra_contracts.rules.base import ContractRule as ContractRule
from centra_contracts.rules.base import Finding as Finding


def _found() -> list[ContractRule]:
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    rules: list[ContractRule] = [module.RULE for module in modules if hasattr(module, "RULE")]
    return sorted(rules, key=lambda rule: rule.order)


RULES: dict[str, ContractRule] = {rule.id: rule for rule in _found()}
"""The rules by id, in the order of reports."""
