"""Find updates that empty a field: an element that is sent empty, and had content before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from centra_mock.wire.grammar import Field, ObjectType
from centra_mock.wire.operations import EVENT_DATA
from centra_mock.wire.tree import Element, is_empty

MOST_OBJECTS = 50_000
"""Objects of which the fields are kept; the oldest are forgotten first."""


@dataclass(frozen=True)
class BlankedField:
    """A field that an update sent empty although it had content."""

    type: str
    id: str
    path: str
    place: str


class FilledFields:
    """Which fields of each object have content. Fields of elements that repeat are left out: they need a key."""

    def __init__(self) -> None:
        self._filled: dict[tuple[str, str], frozenset[str]] = {}
        self._same: dict[frozenset[str], frozenset[str]] = {}

    def learn(self, event_type: str, data: Element) -> None:
        """Take an object as it was delivered."""
        obj = EVENT_DATA.get(event_type)
        if obj is not None:
            self._keep(obj, data, frozenset(path for path, empty in _fields(data, obj.field) if not empty))

    def update(self, obj: ObjectType, sent: Iterable[Element], place: str) -> Iterator[BlankedField]:
        """Take the objects of an update; yield the fields that it empties."""
        for each in sent:
            before = self._filled.get(_key(obj, each), frozenset())
            fields = list(_fields(each, obj.field))
            for path, empty in fields:
                if empty and path in before:
                    yield BlankedField(obj.name, (each.findtext("id") or "").strip(), path, place)
            emptied = {path for path, empty in fields if empty}
            self._keep(obj, each, before - emptied | {path for path, empty in fields if not empty})

    def _keep(self, obj: ObjectType, node: Element, filled: frozenset[str]) -> None:
        key = _key(obj, node)
        self._filled.pop(key, None)
        # Many objects have the same fields: one set serves them all.
        self._filled[key] = self._same.setdefault(filled, filled)
        if len(self._filled) > MOST_OBJECTS:
            del self._filled[next(iter(self._filled))]


def _key(obj: ObjectType, node: Element) -> tuple[str, str]:
    return obj.name, (node.findtext("id") or "").strip()


def _fields(node: Element, field: Field, path: str = "") -> Iterator[tuple[str, bool]]:
    """Yield the path of each field that is no part of a list, and whether it is empty."""
    for sub in node:
        known = field.by_name.get(str(sub.tag))
        if known is None or known.repeated:
            continue
        below = f"{path}/{known.name}" if path else known.name
        yield below, is_empty(sub)
        if len(sub):
            yield from _fields(sub, known, below)
