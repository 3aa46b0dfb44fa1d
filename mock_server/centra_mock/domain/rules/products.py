"""Products: statuses, and variations that are unique over all products."""

from __future__ import annotations

from centra_mock.domain.merge import insert
from centra_mock.domain.rules.accounts import STATUSES
from centra_mock.domain.rules.base import Facts, TypeRule, Upsert, one_of
from centra_mock.error_codes import Code
from centra_mock.errors import Message, Refused
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import KIND, Element, element, is_empty, own_id, text, with_id

_VARIATION = OBJECTS["product"].field.find("variations/variation")


def _stockid_is_ours(sent: Element, _: list[Message], _facts: Facts) -> None:
    """Remove every stock id that was sent: the stock id is the variation's id (documented)."""
    for variation in sent.iterfind("variations/variation"):
        for stockid in variation.findall("stockid"):
            variation.remove(stockid)


def _check(upsert: Upsert) -> None:
    one_of(upsert.tree, "status", STATUSES)
    names: dict[str, str] = {}
    for variation in upsert.tree.iterfind("variations/variation"):
        shown = upsert.shown("variation", variation)
        one_of(variation, "status", STATUSES, f'variation "{shown}"/')
        _unique_name(variation, shown, names)
        _add_stockid(variation)
    for variation in upsert.sent.iterfind("variations/variation"):
        _one_product(upsert, variation)


def _table_stays(upsert: Upsert) -> None:
    """Refuse another size table for a variation that has sizes."""
    for sent in upsert.sent.iterfind("variations/variation"):
        stored = with_id(upsert.tree, "variations/variation", own_id(sent))
        before = text(stored, "sizetable/id") if stored is not None and stored.find("sizes/size") is not None else ""
        table = sent.find("sizetable")
        if not before or table is None or not (is_empty(table) or table.find("id") is not None):
            continue
        if text(table, "id") != before:
            raise Refused(
                Code.SIZE_TABLE_FIXED,
                f'it has sizes of size table "{upsert.facts.shown("sizetable", int(before))}", and can\'t change to '
                "another; use a new variation",
                f'variation "{upsert.shown("variation", sent)}"/sizetable',
            )


def _unique_name(variation: Element, shown: str, names: dict[str, str]) -> None:
    name = text(variation, "description")
    if name and name in names:
        raise Refused(
            Code.NAME_TAKEN,
            f'{name!r} is already the name of variation "{names[name]}" of this product; '
            "names are unique within a product",
            f'variation "{shown}"/description',
        )
    names[name] = shown


def _one_product(upsert: Upsert, variation: Element) -> None:
    mine = (upsert.obj.name, own_id(upsert.tree))
    for type, other in upsert.facts.owners("variation", own_id(variation)) - {mine}:
        raise Refused(
            Code.ID_TAKEN,
            f'variation "{upsert.shown("variation", variation)}" belongs to {type} '
            f'"{upsert.facts.shown(type, other)}"; variation ids are unique over all products',
        )


def _add_stockid(variation: Element) -> None:
    leaf = variation.find("stockid")
    if leaf is None:
        leaf = element("stockid")
        insert(variation, leaf, _VARIATION)
    leaf.text = text(variation, "id")
    leaf.set(KIND, "variation")


RULE = TypeRule(before_conversion=_stockid_is_ours, before_merge=_table_stays, after_merge=_check)
