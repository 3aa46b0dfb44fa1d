"""What is special about some types of objects: a module for each, named after the plural of the type.

A type without a module is like any other. There is no list of these modules: to add one, add its file with a ``RULE``.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from centra_mock.domain.rules.base import Facts, TypeRule, Upsert
from centra_mock.wire.grammar import ObjectType

_MODULES = frozenset(module.name for module in iter_modules(__path__))
_NO_RULE = TypeRule()


def rule_for(obj: ObjectType) -> TypeRule:
    """Return the rule of a type: one that does nothing, unless the type has a module here."""
    return _load(obj.plural) if obj.plural in _MODULES else _NO_RULE


@cache
def _load(module: str) -> TypeRule:
    rule: TypeRule = import_module(f"{__name__}.{module}").RULE
    return rule


__all__ = ["Facts", "TypeRule", "Upsert", "rule_for"]
