"""Sizes: a size table is made with its sizes, once, and can't be changed (documented)."""

from __future__ import annotations

from centra_mock.domain.rules.base import Change, Rule
from centra_mock.errors import Refused
from centra_mock.wire.tree import Element, text


def _named_table(sent: Element, _: list[str]) -> None:
    if not text(sent, "sizetable/id"):
        raise Refused("sizetable/id is missing; a size is known by its id and its size table")


def _table_stays(change: Change) -> None:
    table = int(text(change.sent, "sizetable/id"))
    name = change.facts.shown("sizetable", table)
    if change.is_new:
        if not change.facts.is_new("sizetable", table) and not change.policy.grow_size_tables:
            raise Refused(f'size table "{name}" can\'t be changed once it is made; use a new size table')
        return
    for field in change.sent.iterfind("sizetable/*"):
        before = text(change.tree, f"sizetable/{field.tag}")
        if (field.text or "") != before:
            raise Refused(
                f'sizetable/{field.tag}: size table "{name}" can\'t be changed once it is made '
                f"(it is {before!r}, {field.text or ''!r} was sent)"
            )


def _tell(change: Change) -> None:
    if change.is_new:
        size, description = change.shown("size", change.tree), text(change.tree, "description")
        change.notices.append(
            f"Added new size: {size}: {description} to: {text(change.tree, 'sizetable/description')}!"
        )


RULE = Rule(prepare=_named_table, before=_table_stays, after=_tell)
