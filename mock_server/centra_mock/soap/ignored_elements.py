"""What an operation would pass over without a word, for standing where it does not look."""

from __future__ import annotations

from collections.abc import Iterator

from centra_mock.error_codes import Code
from centra_mock.errors import BadRequest, Message
from centra_mock.wire.endpoints import LOGIN
from centra_mock.wire.operations import DONE, Operation
from centra_mock.wire.tree import Element, text, texts_between

_MARKETS = "the id of each market stands in markets/market/id"


def strays(operation: Operation, request: Element) -> list[Message]:
    """A message for each stray of an operation that changes something: its sender thinks that it was stored."""
    if operation.object:
        holder, item = operation.object.plural, operation.object.name
        places = [(request, holder), *((held, item) for held in request.iterfind(holder))]
        right = f"objects stand in {holder}/{item}"
    elif operation == DONE:
        places, right = [(request, "event")], "it takes event elements, each with the id of one event"
    else:
        return []
    found = (
        f"{node.tag}: {what} is not expected here; {right}" for node, name in places for what in _others(node, name)
    )
    return [Message(Code.MISPLACED_ELEMENT, text) for text in dict.fromkeys(found)]


def markets_asked_for(request: Element) -> list[str]:
    """The ids of the markets that are named. Raises ``BadRequest`` where there is none, or one would be passed over."""
    ids = [text(market, "id") for market in request.iterfind("markets/market")]
    lost = [what for held in request.iterfind("markets") for what in _others(held, "market")]
    lost += [f"the element {market.tag}" for market in request.iterfind("market")]
    if lost:
        raise BadRequest(Code.MISPLACED_ELEMENT, f"{lost[0]} is not expected here; {_MARKETS}")
    if not any(ids):
        raise BadRequest(Code.NO_MARKET_NAMED, f"no market is named; {_MARKETS}")
    return ids


def _others(node: Element, name: str) -> Iterator[str]:
    for between in texts_between(node):
        yield f"the text {between[:60]!r}"
    for sub in node:
        if sub.tag not in (name, LOGIN):
            yield f"the element {sub.tag}"
