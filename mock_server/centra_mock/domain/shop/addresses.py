"""Addresses of orders: which fields they have (documented), and what countries are called."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from centra_mock.domain.shop.stores import RETAIL, WHOLESALE
from centra_mock.wire.tree import Element, text

_PLACE = ("address1", "address2", "city", "state", "zipcode", "country", "email", "telephone")
ADDRESS_FIELDS = {RETAIL: ("firstname", "lastname", *_PLACE), WHOLESALE: ("company", "attn", *_PLACE, "fax")}
"""By kind of store, in the grammar's order. One that is not known is sent empty."""


def address(kind: str, known: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of an order's address, from what is known of it."""
    return {name: known.get(name, "") for name in ADDRESS_FIELDS[kind]}


def full_name(tree: Element, path: str) -> str:
    """Return the first and the last name at a path."""
    return f"{text(tree, f'{path}/firstname')} {text(tree, f'{path}/lastname')}".strip()


def country_name(code: str) -> str:
    """Return the English name of a country, by its ISO 3166 alpha-2 code; ``""`` for one that is not known."""
    return _countries().get(code.strip().upper(), "")


@cache
def _countries() -> Mapping[str, str]:
    text = files(__package__).joinpath("countries.txt").read_text("utf-8")
    return {line[:2]: line[3:] for line in text.splitlines()}
