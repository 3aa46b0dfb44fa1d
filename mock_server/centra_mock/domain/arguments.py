"""What a request asks for: the arguments of an operation, read from its element and checked before anything is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from centra_mock.error_codes import Code
from centra_mock.errors import BadRequest, Message
from centra_mock.wire.endpoints import LOGIN
from centra_mock.wire.operations import ALL, DONE, EVENT_TYPES, GET_BY_MARKETS, READS, Operation
from centra_mock.wire.tree import Element, text, texts_between

TYPE_NAMES = ("type", "section")
"""Where the type of the events stands: ``type`` in the WSDL, ``section`` in the live reference (documented)."""

_MARKETS = "the id of each market stands in markets/market/id"


@dataclass(frozen=True)
class Arguments:
    """The arguments of an operation. Each operation has some of them only."""

    type: str | None = None
    """The type of the events that are read; ``None`` for all types."""
    markets: Sequence[str] | None = None
    """The client's ids of the markets whose events are read; ``None`` for all events."""
    events: Sequence[str] = ()
    """The ids of the events that are done, as they were sent."""
    objects: Sequence[Element] = ()
    """The objects that an update carries, with the client's ids."""
    misplaced: Sequence[Message] = ()
    """A message for each element or text that an operation would pass over without a word.

    Only of operations that change something: the sender would think that it was stored.
    """


def read_arguments(operation: Operation, request: Element) -> Arguments:
    """Return the arguments of an operation from its element. Raises ``BadRequest``."""
    if operation.object:
        return Arguments(objects=request.findall(object_path(operation)), misplaced=_misplaced(operation, request))
    if operation == DONE:
        events = [event.text or "" for event in request.iterfind("event")]
        return Arguments(events=events, misplaced=_misplaced(operation, request))
    assert operation in READS
    markets = _markets(request) if operation == GET_BY_MARKETS else None
    return Arguments(_event_type(_first_text(request, TYPE_NAMES)), markets)


def object_path(operation: Operation) -> str:
    """Return where the objects of an update stand in its element."""
    assert operation.object is not None
    return f"{operation.object.plural}/{operation.object.name}"


def _misplaced(operation: Operation, request: Element) -> list[Message]:
    if operation.object:
        holder, item = operation.object.plural, operation.object.name
        places = [(request, holder), *((held, item) for held in request.iterfind(holder))]
        right = f"objects stand in {holder}/{item}"
    else:
        places, right = [(request, "event")], "it takes event elements, each with the id of one event"
    found = (
        f"{node.tag}: {what} is not expected here; {right}" for node, name in places for what in _others(node, name)
    )
    return [Message(Code.MISPLACED_ELEMENT, text) for text in dict.fromkeys(found)]


def _first_text(request: Element, names: Sequence[str]) -> str:
    """Return the text of the first element that has one."""
    return next((found for name in names if (found := text(request, name).strip())), "")


def _event_type(sent: str) -> str | None:
    """Return the type to filter by, ``None`` for all. Raises ``BadRequest`` for one that cannot be asked for."""
    if sent == ALL:
        return None
    if sent in EVENT_TYPES:
        return sent
    known = ", ".join((ALL, *EVENT_TYPES))
    what = f"type {sent[:60]!r} is not known" if sent else "type is missing"
    raise BadRequest(Code.UNKNOWN_TYPE, f"{what}; it can be {known}")


def _markets(request: Element) -> list[str]:
    """Return the ids of the markets. Raises ``BadRequest`` where there is none, or one would be passed over."""
    ids = [text(market, "id") for market in request.iterfind("markets/market")]
    lost = [what for held in request.iterfind("markets") for what in _others(held, "market")]
    lost += [f"the element {market.tag}" for market in request.iterfind("market")]
    if lost:
        raise BadRequest(Code.MISPLACED_ELEMENT, f"{lost[0]} is not expected here; {_MARKETS}")
    if not any(ids):
        raise BadRequest(Code.NO_MARKET_NAMED, f"no market is named; {_MARKETS}")
    return ids


def _others(node: Element, name: str) -> Iterator[str]:
    """Yield what stands in an element beside the elements of a name and the login."""
    for between in texts_between(node):
        yield f"the text {between[:60]!r}"
    for sub in node:
        if sub.tag not in (name, LOGIN):
            yield f"the element {sub.tag}"
