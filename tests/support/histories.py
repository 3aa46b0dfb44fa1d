"""Check the histories of objects against their states."""

from __future__ import annotations

from lxml import etree
from sqlalchemy import bindparam, select

from centra_mock import Centra
from centra_mock.domain.diff import Difference, differences
from centra_mock.services.parts.objects import ObjectChange
from centra_mock.store.schema import changes
from centra_mock.store.statements import tenant_rows
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import Element
from support.tenants import tenant_of

Key = tuple[str, int]
"""A type and an internal id."""
Objects = dict[Key, Element]


def objects_of(centra: Centra) -> Objects:
    """Return each object as it is shown."""
    with tenant_of(centra).snapshot() as snapshot:
        return {
            (type, each.internal): each.tree
            for type in OBJECTS
            for each in snapshot.centra.objects.of_type(type, limit=1000)
        }


def history_of(centra: Centra, key: Key, limit: int = 1000) -> list[ObjectChange]:
    return centra.objects.history(key[0], centra.conversions.external_id(*key), limit=limit)


def changed_after(centra: Centra, change: int) -> list[Key]:
    """Return the keys of the objects of all changes after one of them."""
    newer = select(changes.c.type, changes.c.object).where(*tenant_rows(changes), changes.c.id > bindparam("change"))
    with centra._transactions.read() as unit:
        return [(type, object) for type, object in unit.history.execute(newer, change=change)]


def histories_of(centra: Centra, first: Objects) -> dict[Key, list[ObjectChange]]:
    """Return the histories of all present and deleted objects."""
    gone = {(each.kind, each.internal) for each in centra.conversions.entries() if each.kind in OBJECTS}
    return {key: history_of(centra, key) for key in {*first, *objects_of(centra), *gone}}


def difference_of(key: Key, was: Element | None, now: Element | None) -> list[Difference]:
    return differences(was, now, OBJECTS[key[0]].field)


def what_happened(was: Element | None, now: Element | None) -> str | None:
    """Return the kind of a change; ``None`` if nothing has changed."""
    if was is None or now is None:
        return "made" if now is not None else "deleted" if was is not None else None
    return "changed" if etree.tostring(was) != etree.tostring(now) else None


def check_histories(centra: Centra, first: Objects) -> None:
    """Check the chain of changes: each starts from the state before, and the last one gives the present state.

    No field may be listed twice in a change.
    """
    now, histories = objects_of(centra), histories_of(centra, first)
    for key, history in histories.items():
        fields = filled_fields(key, first.get(key))
        for change in reversed(history):
            follow(fields, change)
        assert fields == filled_fields(key, now.get(key))
    ids = [change.id for history in histories.values() for change in history]
    assert len(set(ids)) == len(ids)


def filled_fields(key: Key, tree: Element | None) -> dict[str, str]:
    """Return the filled-in fields of an object."""
    return {path: now for path, _, now in difference_of(key, None, tree) if now}


def follow(fields: dict[str, str], change: ObjectChange) -> None:
    paths = [each.path for each in change.differences]
    assert len(set(paths)) == len(paths) > 0
    for path, was, now in change.differences:
        assert fields.pop(path, "") == (was or "")
        if now:
            fields[path] = now
