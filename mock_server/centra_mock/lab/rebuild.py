"""Rebuild a Centra from recorded traffic, as a state file: objects, conversion table, and the queue with its events."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from centra_mock.clock import EVENT_DATE
from centra_mock.control_api.state_file import FORMAT
from centra_mock.domain.conversion import InboundConversion, homes_in
from centra_mock.domain.events import DELETE, DONE, QUEUED, UPDATE, market_of
from centra_mock.errors import Message, Refused
from centra_mock.lab.traffic import RecordedEvent, RecordedExchange
from centra_mock.scalars import whole_number
from centra_mock.wire.grammar import GRAMMAR, ObjectType
from centra_mock.wire.operations import DONE as EVENTS_DONE
from centra_mock.wire.operations import EVENT_TYPES
from centra_mock.wire.structures import ScopeHolder
from centra_mock.wire.tree import Element, normalized, own_id, text, to_stored

EVENT_COUNTER = "event"

_LARGEST = 2**53
"""The largest number that an id of Centra's is taken for; larger ones are ids of the client."""

Row = dict[str, Any]


class RecordedIds:
    """The conversion table of a rebuilt Centra. A number is taken for Centra's own id, anything else for the client's.

    It is what ``InboundConversion`` needs of a table.
    """

    def __init__(self) -> None:
        self.conversions: list[Row] = []
        self.last: Counter[str] = Counter()
        self._known: dict[tuple[str, str, int], int] = {}
        self._scopes: dict[tuple[str, str], list[int]] = {}
        self._used: set[tuple[str, int]] = set()

    def find(self, kind: str, external: str, scope: int) -> int | None:
        return self._known.get((kind, external, scope))

    def make(self, kind: str, external: str, scope: int) -> int:
        number = whole_number(external, _LARGEST)
        internal = number if number and str(number) == external and (kind, number) not in self._used else None
        if internal is None:
            internal = self.last[kind] + 1
            row = {"kind": kind, "internal": internal, "scope": scope, "external": external}
            self.conversions.append(row)
        self._used.add((kind, internal))
        self.last[kind] = max(self.last[kind], internal)
        self._known[kind, external, scope] = internal
        self._scopes.setdefault((kind, external), []).append(scope)
        return internal

    def counts(self) -> Counter[str]:
        """Return how many things of each kind have an id."""
        return Counter(kind for kind, _ in self._used)

    def exists(self, _kind: str, _internal: int) -> bool:
        return True

    def scopes(self, kind: str, external: str) -> list[int]:
        return self._scopes.get((kind, external), [])

    def scope_in(self, _holder: ScopeHolder, _internal: int) -> int | None:
        return None


@dataclass
class Rebuilt:
    """What traffic shows of a Centra, row by row as a state file has it."""

    ids: RecordedIds = field(default_factory=RecordedIds)
    objects: dict[tuple[str, int], bytes] = field(default_factory=dict)
    handles: dict[tuple[str, int], str | None] = field(default_factory=dict)
    parts: dict[tuple[str, int], set[tuple[str, int]]] = field(default_factory=dict)
    """What lives in an object: kinds and numbers by the object's own."""
    events: dict[int, Row] = field(default_factory=dict)
    sent: set[tuple[str, int]] = field(default_factory=set)
    """Objects that are known from an update of the client's alone."""
    skipped: int = 0
    """Events whose id or mission no Centra gives."""
    undated: int = 0

    def follow(self, exchanges: Iterable[RecordedExchange]) -> Rebuilt:
        """Take all exchanges, in order."""
        for exchange in exchanges:
            for event in exchange.events:
                self._deliver(event)
            if exchange.failure:
                continue
            if exchange.operation is EVENTS_DONE:
                for id in exchange.done_ids:
                    if (row := self.events.get(whole_number(id) or -1)) is not None:
                        row.update(state=DONE, xml=None)
            elif exchange.operation is not None and exchange.operation.object is not None:
                for sent in exchange.updated:
                    self._take_update(exchange.operation.object, sent)
        return self

    def _deliver(self, event: RecordedEvent) -> None:
        id = whole_number(event.id, _LARGEST)
        if not id or event.mission not in (UPDATE, DELETE):
            self.skipped += 1
            return
        known = self.events.get(id)
        row: Row = {
            "id": id, "state": QUEUED, "type": event.type, "object_type": None, "object_id": None,
            "entry": event.entry[:255], "mission": event.mission, "date": self._date(event.date), "market": None,
            "xml": to_stored(normalized(event.data, "")).decode() if event.data is not None else "",
            "deliveries": (known["deliveries"] if known else 0) + 1, "delivered": None,
        }  # fmt: skip
        obj = EVENT_TYPES.get(event.type)
        if obj is not None and event.data is not None:
            self._take_object(obj, event, row)
        self.events[id] = row

    def _take_object(self, obj: ObjectType, event: RecordedEvent, row: Row) -> None:
        """Keep the object of an event, and let the event refer to it where the two agree on its id."""
        assert event.data is not None
        tree = normalized(event.data, "")
        tree.tag = obj.name
        if text(tree, "id") != event.entry or not self._convert(obj, tree):
            return
        key = (obj.name, own_id(tree))
        if event.mission == UPDATE:
            self._keep(obj, key, tree)
        row.update(
            object_type=obj.name, object_id=key[1], entry="", market=market_of(tree, obj), xml=to_stored(tree).decode()
        )

    def _take_update(self, obj: ObjectType, sent: Element) -> None:
        """Keep an object that the client sent, unless more is known of it already."""
        tree = normalized(sent, "")
        if text(tree, "id") and self._convert(obj, tree) and (key := (obj.name, own_id(tree))) not in self.objects:
            self._keep(obj, key, tree)
            self.sent.add(key)

    def _convert(self, obj: ObjectType, tree: Element) -> bool:
        missing: list[Message] = []
        try:
            InboundConversion(self.ids, strict=False, notices=missing).convert(tree, obj.field)
        except Refused:
            # An id that several scopes have: the event is kept as it is.
            return False
        return True

    def _keep(self, obj: ObjectType, key: tuple[str, int], tree: Element) -> None:
        self.objects[key] = to_stored(tree)
        self.handles[key] = (text(tree, obj.lookup) or None) if obj.lookup else None
        self.parts[key] = set(homes_in(tree, obj.field)) - {key}
        self.sent.discard(key)

    def _date(self, written: str) -> str:
        try:
            return datetime.fromisoformat(written).strftime(EVENT_DATE)
        except ValueError:
            self.undated += 1
            return datetime(2000, 1, 1).strftime(EVENT_DATE)

    def queued(self) -> list[Row]:
        """Return the events that are in the queue at the end of the record."""
        return [row for row in self.events.values() if row["state"] == QUEUED]

    def state(self) -> bytes:
        """Return the state file."""
        counters = dict(self.ids.last)
        counters[EVENT_COUNTER] = max(self.events, default=0)
        tables: dict[str, list[Row]] = {
            "counters": [{"name": name, "value": value} for name, value in sorted(counters.items())],
            "objects": [
                {"type": type, "id": id, "xml": xml.decode(), "handle": self.handles[type, id]}
                for (type, id), xml in sorted(self.objects.items())
            ],
            "parts": [
                {"kind": kind, "id": id, "owner_type": owner[0], "owner_id": owner[1]}
                for owner, parts in sorted(self.parts.items())
                for kind, id in sorted(parts)
            ],
            "conversions": sorted(self.ids.conversions, key=lambda row: (row["kind"], row["internal"])),
            "events": [self._written(row) for _, row in sorted(self.events.items())],
        }
        return json.dumps({"format": FORMAT, **tables}, ensure_ascii=False).encode()

    def _written(self, row: Row) -> Row:
        """Return an event's row; one that shows the object as it is now needs no text of its own."""
        key = (row["object_type"], row["object_id"])
        newest = self.objects.get(key)
        return {**row, "xml": None} if newest is not None and row["xml"] == newest.decode() else row

    def unknown(self) -> list[str]:
        """Return what the traffic does not show, in sentences."""
        found = ["What waits behind the last recorded page, and what was done before the record begins, is not known."]
        made_up = self._referenced()
        if made_up:
            kinds = ", ".join(f"{count:,} of type {kind}" for kind, count in sorted(made_up.items()))
            found.append(f"Objects that are only referred to are not there: {kinds}.")
        if self.sent:
            found.append(f"Of {len(self.sent):,} objects only the fields are known that the client sent.")
        if self.ids.last:
            found.append("Ids that are numbers are taken for Centra's own: the traffic does not show which are mapped.")
        if self.skipped:
            found.append(f"{self.skipped:,} deliveries have an id that is no number, or no mission, and are left out.")
        if self.undated:
            found.append(f"{self.undated:,} deliveries have no date that could be read, and got 2000-01-01.")
        return found

    def _referenced(self) -> Counter[str]:
        """Return how many things of each type have an id and no object."""
        types = Counter({kind: count for kind, count in self.ids.counts().items() if kind in GRAMMAR.objects})
        return types - Counter(type for type, _ in self.objects)
