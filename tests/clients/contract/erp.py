"""An ERP that keeps its side of the contract: what the clients here have in common, whatever library calls for them.

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
"""The fields of an object by their names, as in JSON."""

PAGES = 50
"""How many pages one run reads; the next run goes on from there."""

TRIES = 10
"""Runs in which an update may be refused until somebody has to look into it, or a newer event of the order comes."""


class Connection(Protocol):
    """Where Centra is, how to log in, and where to keep what is stored."""

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
    """What is kept of the object; ``None`` for types that are not known."""


class CentraError(Exception):
    """Centra could not be asked, or its answer could not be read: the next run tries again."""


class Refused(CentraError):
    """Centra said no: ``success=false``."""


class Erp:
    """Not bound to a library: whoever is fetches, marks done and updates. Ids are texts, whatever they look like."""

    def __init__(self, centra: Connection) -> None:
        self.centra = centra
        self.store: Store

    @classmethod
    def entries(cls) -> tuple[Callable[[Connection], None], Callable[[Connection], dict[str, list[Values]]]]:
        """The functions ``poll`` and ``state`` of a connection, for those who call it in their own process."""
        return (lambda centra: cls(centra).poll()), (lambda centra: cls(centra).state())

    # What a library does

    def fetch(self) -> Sequence[Event]:
        """The next page of events. Raises ``CentraError``."""
        raise NotImplementedError

    def mark_done(self, ids: Sequence[str]) -> None:
        """Mark events done. Raises ``Refused`` and ``CentraError``."""
        raise NotImplementedError

    def update_order(self, changes: Values) -> None:
        """Send what is to change in an order. Raises ``Refused`` and ``CentraError``."""
        raise NotImplementedError

    # A run

    def poll(self) -> None:
        """Do all that can be done now. Raises ``CentraError`` for what could not."""
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
        """What it holds, by type."""
        with Store(self.centra.workdir) as store:
            return store.objects()

    # Events

    def drain(self) -> None:
        """Take pages until one brings nothing new."""
        known: set[str] = set()
        for _ in range(PAGES):
            events = self.fetch()
            ids = [event.id for event in events]
            if known.issuperset(ids):
                return
            known.update(ids)
            self.take(events)

    def take(self, events: Sequence[Event]) -> None:
        """Done is what is stored."""
        self.keep(events)
        self.mark_done([event.id for event in events])

    def keep(self, events: Sequence[Event]) -> None:
        """All of a page, or nothing of it."""
        with self.store.transaction():
            for event in events:
                self.apply(event)

    def apply(self, event: Event) -> None:
        """Let an event change what is stored. One of an unknown type, or without data, says nothing to us."""
        if event.type not in KEPT or self.is_outdated(event):
            return
        if event.mission == "delete":
            self.store.remove(event.type, event.entry, event.id)
        elif event.data is not None:
            self.save(event, event.data)

    def is_outdated(self, event: Event) -> bool:
        """Whether something newer is known: an event may come again after its successors."""
        before = self.store.newest(event.type, event.entry)
        return before is not None and _number(event.id) < _number(before)

    def save(self, event: Event, data: Values) -> None:
        """Insert or update, by id. An order that got another id is still the same: its number stays."""
        if event.type == "order":
            self.store.rename(event.entry, data.get("ordernumber") or "")
        self.store.put(event.type, event.entry, event.id, data)
        if event.type == "order":
            self.store.note(event.entry)

    # What orders ask for

    def follow_up(self) -> None:
        """Lock and ship what is new. An order that is refused keeps no other from its turn."""
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
        """What to send: the order's id and what is to change; nothing for an order that is canceled."""
        if order.get("status") == "canceled":
            return {}
        wanted: Values = {}
        if order.get("locked") != "yes":
            wanted["locked"] = "yes"
        if shipment := self.shipment(order):
            wanted["shipments"] = {"shipment": [shipment]}
        return {"id": order["id"], **wanted} if wanted else {}

    def shipment(self, order: Values) -> Values | None:
        """All that the order holds, if nothing is on its way. It has the same id however often it is sent."""
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
        """Whether a line is the head of a bundle, whose parts are what goes out."""
        return _text((line.get("bundleinfo") or {}).get("isbundle")) in ("true", "1")


def listed(values: Values, holder: str, name: str) -> list[Values]:
    """What repeats within a holder, which may be absent or empty."""
    found: list[Values] = (values.get(holder) or {}).get(name) or []
    return found


def _rows(line: Values) -> Iterator[Values]:
    """The rows of a line of which something is left, as a shipment names them."""
    for row in listed(line, "sizes", "size"):
        if float(row.get("qty") or 0) > 0:
            yield {"qty": row["qty"], "orderitem": {"id": row["orderitem"]["id"]}}


def _text(value: object) -> str:
    return str(value).strip().lower()


def _number(event: str) -> int:
    """Where an event stands in the order of events."""
    return int(event) if event.isdecimal() else 0
