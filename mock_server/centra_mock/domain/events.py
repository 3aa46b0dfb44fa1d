"""Events: as the queue has them, and as they are written into an answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from centra_mock.scalars import LARGEST
from centra_mock.wire.endpoints import BODY_PREFIX
from centra_mock.wire.grammar import GRAMMAR, ObjectType
from centra_mock.wire.tree import Element, escape_text, text

UPDATE = "update"
DELETE = "delete"

QUEUED = "queued"
DONE = "done"
CANCELLED = "cancelled"

STATES = (QUEUED, DONE, CANCELLED)
"""All states, which queries name for the sake of the index."""


class Event(NamedTuple):
    """A queued event. ``object_type`` and ``object_id`` are empty for a raw one, which has ``entry`` and ``xml``."""

    id: int
    type: str
    object_type: str | None
    object_id: int | None
    entry: str
    mission: str
    date: str
    market: int | None
    xml: bytes | None
    deliveries: int = 0
    delivered: str | None = None
    state: str = QUEUED


class QueueStats(NamedTuple):
    """The queue in numbers."""

    length: int
    oldest_id: int | None
    oldest_date: str | None
    by_type: dict[str, int]
    delivered: int
    """Queued events that were delivered at least once."""
    deliveries: int
    """The most that one of them was delivered."""
    done: int
    cancelled: int


class Cursor(NamedTuple):
    """Where a page lies: behind an event, or else in front of one."""

    after: int = 0
    before: int | None = None


NEWEST = Cursor(before=LARGEST)
"""Where the newest events lie."""


_PREFIX = BODY_PREFIX.encode()


def market_of(tree: Element, obj: ObjectType) -> int | None:
    """Return the internal id of the market that an object belongs to; ``None`` where it belongs to none."""
    internal = text(tree, obj.market) if obj.market else ""
    return int(internal) if internal.isdigit() else None


def _tag(name: str, content: bytes) -> bytes:
    tag = _PREFIX + b":" + name.encode()
    return b"<%s>%s</%s>" % (tag, content, tag) if content else b"<%s/>" % tag


_EVENT = _tag("event", b"".join(_tag(field.name, b"%s") for field in GRAMMAR.messages["event"].fields))


def write_event(id: int, type: str, entry: str, mission: str, date: str, data: bytes) -> bytes:
    """Return an event as it stands in the response. ``data`` is the object as the client sees it."""
    texts = (str(id), type, entry, mission, date)
    return _EVENT % (*(escape_text(value) for value in texts), data)


def write_events(response: str, events: Iterable[bytes]) -> bytes:
    """Return the body of the response to a read. Without events, it has an empty ``events`` element."""
    return _tag(response, _tag("events", b"".join(events)))


def renamed(data: bytes, name: str, event_type: str) -> bytes:
    """Return an object's text under the name of its event type, if the two differ (``paymentterm``)."""
    if name == event_type:
        return data
    old, new = (_PREFIX + b":" + each.encode() for each in (name, event_type))
    opening = data.replace(b"<" + old, b"<" + new, 1)
    head, _, tail = opening.rpartition(b"</" + old + b">")
    return head + b"</" + new + b">" + tail if head else opening


def write_result(errors: Iterable[str], notices: Iterable[str]) -> bytes:
    """Return the body of the response to an update or to events_Done."""
    errors, notices = list(errors), list(notices)
    texts = {
        "success": b"false" if errors else b"true",
        "errors": _messages(errors),
        "notices": _messages(notices),
    }
    result = GRAMMAR.messages["result"]
    return _tag(result.name, b"".join(_tag(field.name, texts[field.name]) for field in result.fields))


def _messages(messages: list[str]) -> bytes:
    return b"".join(_tag("message", escape_text(message)) for message in messages)
