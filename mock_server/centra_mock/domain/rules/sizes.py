"""Sizes: a size table is created with its sizes, once, and cannot be changed (documented).

A table consists of its sizes: their ids and descriptions, and the table's data, which is the same in each size.
"""

from __future__ import annotations

from copy import deepcopy

from centra_mock.domain.rules.base import Facts, TypeRule, Upsert
from centra_mock.error_codes import Code
from centra_mock.errors import Message, Refused
from centra_mock.wire.tree import Element, text


def _named_table(sent: Element, _: list[Message], _facts: Facts) -> None:
    if not text(sent, "sizetable/id"):
        raise Refused(Code.MISSING_FIELD, "sizetable/id is missing; a size is known by its id and its size table")


def _table_stays(upsert: Upsert) -> None:
    table = int(text(upsert.sent, "sizetable/id"))
    stays = f'size table "{upsert.facts.shown("sizetable", table)}" can\'t be changed once it is made'
    paths = ["description", "sizetable/*"]
    if upsert.is_new:
        # A table that only references name is not made yet, and one that this request makes is not done.
        others = upsert.facts.owners("sizetable", table)
        if not upsert.policy.grow_size_tables and not all(upsert.facts.is_new(*other) for other in others):
            raise Refused(Code.SIZE_TABLE_FIXED, f"{stays}; use a new size table")
        if not others:
            return
        _begin_like(upsert, *min(others))
        paths.remove("description")
    for path in paths:
        for field in upsert.sent.iterfind(path):
            here = path.replace("*", str(field.tag))
            before, sent = text(upsert.tree, here), field.text or ""
            if sent != before:
                raise Refused(Code.SIZE_TABLE_FIXED, f"{stays} (it is {before!r}, {sent!r} was sent)", here)


def _begin_like(upsert: Upsert, type: str, other: int) -> None:
    """Copy the data of the size table from another size into a new one."""
    stored = upsert.facts.stored(type, other)
    if stored is not None:
        upsert.tree.extend(deepcopy(stored.findall("sizetable")))


def _tell(upsert: Upsert) -> None:
    if upsert.is_new:
        size, description = upsert.shown("size", upsert.tree), text(upsert.tree, "description")
        upsert.notice(
            Code.SIZE_ADDED, f"Added new size: {size}: {description} to: {text(upsert.tree, 'sizetable/description')}!"
        )


RULE = TypeRule(before_conversion=_named_table, before_merge=_table_stays, after_merge=_tell)
