"""One file for each type of object that behaves in a way of its own."""

from __future__ import annotations

from centra_mock.domain.rules import accounts, orders, pricelists, products, sizes
from centra_mock.domain.rules.base import Change, Facts, Rule

RULES = {
    "account": accounts.RULE,
    "order": orders.RULE,
    "pricelist": pricelists.RULE,
    "product": products.RULE,
    "size": sizes.RULE,
}
PLAIN = Rule()


def rule_for(type: str) -> Rule:
    return RULES.get(type, PLAIN)


__all__ = ["Change", "Facts", "Rule", "rule_for"]
