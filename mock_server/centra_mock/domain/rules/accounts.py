"""Accounts: which can buy, and buyers that the client has no id for."""

from __future__ import annotations

from centra_mock.domain.merge import insert
from centra_mock.domain.rules.base import Facts, TypeRule, Upsert, one_of
from centra_mock.errors import Message
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import BLANKS, KIND, Element, element, text

ACTIVE = "active"
STATUSES = (ACTIVE, "inactive", "canceled")
"""Of accounts and products (documented). Only what is active can buy or be bought."""

BUYER = OBJECTS["account"].field.find("buyers/buyer")


def is_active(tree: Element) -> bool:
    """Return whether an account, a product or a variation is active, as one with a blank status is too (assumed)."""
    return text(tree, "status") in (ACTIVE, "")


def can_buy(account: Element) -> bool:
    """Return whether an account is active: one without buyers is not (documented)."""
    return is_active(account) and account.find("buyers/buyer") is not None


def _name_buyers(sent: Element, _: list[Message], facts: Facts) -> None:
    """Give each buyer without an id the number of the stored buyer with the same e-mail, or else a new one.

    An integration that knows no buyers sends a blank one (documented).
    """
    account = facts.find("account", text(sent, "id"))
    stored = facts.stored("account", account) if account is not None else None
    there = stored.findall("buyers/buyer") if stored is not None else []
    for buyer in sent.iterfind("buyers/buyer"):
        if text(buyer, "id").strip(BLANKS):
            continue
        same = next((old for old in there if text(old, "email") == text(buyer, "email")), None)
        if same is not None:
            there.remove(same)
        for leaf in buyer.findall("id"):
            buyer.remove(leaf)
        own = element("id", text(same, "id") if same is not None else str(facts.new_number("buyer")))
        own.set(KIND, "buyer")
        insert(buyer, own, BUYER)


def _check(upsert: Upsert) -> None:
    one_of(upsert.tree, "status", STATUSES)


RULE = TypeRule(before_conversion=_name_buyers, after_merge=_check)
