"""A correct ERP client: the part that all clients here share, independent of the SOAP library.

A run of it reads pages of events until one is empty. Each page is stored for good, and only then done. Then comes what
new orders ask for: they are locked, and what is in them is put into a shipment. That is remembered with the order, and
tried again in later runs until it has worked. Within a run nothing is tried twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from shapes import KEPT
from store import Store

Values = dict[str, Any]
"""The fields of an object by name, as in JSON."""

PAGES = 50
"""The most pages that one run reads; the next run continues."""

TRIES = 10
"""The most runs in which a refused update is repeated; a newer event of the order allows it again."""


class Connection(Protocol):
    """The settings of a client: URLs, login, and a folder for its data."""

    @property
    def url(self) -> str: ...
    @property
    def wsdl(self) -> str: ...
    @property
    def username(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def namespace(self) -> str: ...
    @property
    def workdir(self) -> Path: ...
    @property
    def markets(self) -> list[str] | None: ...


class Event(NamedTuple):
    id: str
    type: str
    entry: str
    """The object's id."""
    mission: str
    data: Values | None
    """The fields of the object that are stored; ``None`` for unknown types."""


class CentraError(Exception):
    """A call failed or its answer is unreadable; the next run repeats it."""


class Refused(CentraError):
    """Centra answered ``success=false``."""


class Erp:
    """The logic of the client; subclasses call Centra with a library. Ids are texts."""

    def __init__(self, centra: Connection) -> None:
        self.centra = centra
        self.store: Store

    @classmethod
    def entries(cls) -> tuple[Callable[[Connection], None], Callable[[Connection], dict[str, list[Values]]]]:
        """Return the functions ``poll(connection)`` and ``state(connection)``."""
        return (lambda centra: cls(centra).poll()), (lambda centra: cls(centra).state())

    # Calls, which subclasses implement

    def fetch(self) -> Sequence[Event]:
        """Return the next page of events. Raise ``CentraError``."""
        raise NotImplementedError

    def mark_done(self, ids: Sequence[str]) -> None:
        """Mark events done. Raise ``Refused`` or ``CentraError``."""
        raise NotImplementedError

    def update_order(self, changes: Values) -> None:
        """Send changed fields of an order. Raise ``Refused`` or ``CentraError``."""
        raise NotImplementedError

    # A run

    def poll(self) -> None:
        """Read events, then send updates. Raise ``CentraError`` for the first error."""
        problems: list[str] = []
        with Store(self.centra.workdir) as self.store:
            for work in (self.drain, self.follow_up):
                try:
                    work()
                except Refused as refused:
                    problems.append(str(refused))
        if problems:
            raise Refused("\n".join(problems))

    def state(self) -> dict[str, list[Values]]:
        """Return the stored objects by type."""
        with Store(self.centra.workdir) as store:
            return store.objects()

    # Events

    def drain(self) -> None:
        """Read pages until one has no new event."""
        known: set[str] = set()
        for _ in range(PAGES):
            events = self.fetch()
            ids = [event.id for event in events]
            if known.issuperset(ids):
                return
            known.update(ids)
            self.take(events)

    def take(self, events: Sequence[Event]) -> None:
        """Store a page, and then mark its events done."""
        self.keep(events)
        self.mark_done([event.id for event in events])

    def keep(self, events: Sequence[Event]) -> None:
        """Store a page in one transaction."""
        with self.store.transaction():
            for event in events:
                self.apply(event)

    def apply(self, event: Event) -> None:
        """Apply an event to the store. Events of unknown types, or without data, are ignored."""
        if event.type not in KEPT or self.is_outdated(event):
            return
        if event.mission == "delete":
            self.store.remove(event.type, event.entry, event.id)
        elif event.data is not None:
            self.save(event, event.data)

    def is_outdated(self, event: Event) -> bool:
        """Return whether a newer event is stored: an event may be delivered again after later ones."""
        before = self.store.newest(event.type, event.entry)
        return before is not None and _number(event.id) < _number(before)

    def save(self, event: Event, data: Values) -> None:
        """Insert or update an object by id. An order whose id changed is found by its number."""
        if event.type == "order":
            self.store.rename(event.entry, data.get("ordernumber") or "")
        self.store.put(event.type, event.entry, event.id, data)
        if event.type == "order":
            self.store.note(event.entry)

    # Updates of orders

    def follow_up(self) -> None:
        """Lock and ship new orders. A refused order does not stop the others."""
        problems = []
        for order in self.store.due(TRIES):
            try:
                if changes := self.changes(order):
                    self.update_order(changes)
            except Refused as refused:
                self.store.count_refusal(order["id"])
                problems.append(f"order {order['id']}: {refused}")
            else:
                self.store.settle(order["id"])
        if problems:
            raise Refused("\n".join(problems))

    def changes(self, order: Values) -> Values:
        """Return the id and the changed fields of an order; nothing for one that is canceled or waits to be confirmed.

        The confirmation of a pending order has an event of its own.
        """
        if order.get("status") in ("canceled", "pending"):
            return {}
        wanted: Values = {}
        if order.get("locked") != "yes":
            wanted["locked"] = "yes"
        if shipment := self.shipment(order):
            wanted["shipments"] = {"shipment": [shipment]}
        return {"id": order["id"], **wanted} if wanted else {}

    def shipment(self, order: Values) -> Values | None:
        """Return a shipment of the whole order, if it has none. A repeated shipment has the same id."""
        lines = [
            {"id": line["id"], "sizes": {"size": rows}}
            for line in listed(order, "products", "product")
            if not self.is_bundle(line) and (rows := list(_rows(line)))
        ]
        if not lines or listed(order, "shipments", "shipment"):
            return None
        id = f"shp-{order.get('ordernumber') or order['id']}"
        return {"id": id, "goodtogo": "yes", "products": {"product": lines}}

    def is_bundle(self, line: Values, /) -> bool:
        """Return whether a line is the head of a bundle; its parts are shipped instead."""
        return _text((line.get("bundleinfo") or {}).get("isbundle")) in ("true", "1")


def listed(values: Values, holder: str, name: str) -> list[Values]:
    """Return the repeated elements in a group that may be absent or empty."""
    found: list[Values] = (values.get(holder) or {}).get(name) or []
    return found


def _rows(line: Values) -> Iterator[Values]:
    """Return the rows of a line with a remaining quantity, as a shipment lists them."""
    for row in listed(line, "sizes", "size"):
        if float(row.get("qty") or 0) > 0:
            yield {"qty": row["qty"], "orderitem": {"id": row["orderitem"]["id"]}}


def _text(value: object) -> str:
    return str(value).strip().lower()


def _number(event: str) -> int:
    """Return the number by which events are ordered."""
    return int(event) if event.isdecimal() else 0
