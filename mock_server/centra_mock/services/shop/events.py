"""Events that no object makes: of any type, with any data."""

from __future__ import annotations

from centra_mock.clock import event_date
from centra_mock.domain.object_input import read_xml
from centra_mock.errors import Refused
from centra_mock.services.shop.transaction import Desk
from centra_mock.store.queue import Event
from centra_mock.wire.tree import dump, plain

LONGEST = {"type": 64, "entry": 255, "mission": 16}
"""What the queue keeps, in characters."""


def emit(desk: Desk, type: str, data: str | None, entry: str, mission: str, count: int) -> int:
    """Queue events of any type; ``data`` is the XML of one element. Returns the id of the first."""
    for name, value in {"type": type, "entry": entry, "mission": mission}.items():
        if len(value) > LONGEST[name]:
            raise Refused(f"{name}: {len(value)} characters are too many; at most {LONGEST[name]} are kept")
    if count < 1:
        raise Refused(f"count: {count} is not above 0")
    payload = dump(plain(read_xml(data, "data"), "")) if data is not None else b""
    date = event_date(desk.now)
    return desk.unit.queue.add_all([Event(0, type, None, None, entry, mission, date, None, payload)] * count)
