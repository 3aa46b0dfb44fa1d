"""What an operation would pass over without a word, for standing where it does not look."""

from __future__ import annotations

from collections.abc import Iterator

from centra_mock.soap.models import LOGIN
from centra_mock.wire.operations import DONE, Operation
from centra_mock.wire.tree import Element, texts_between


def strays(operation: Operation, request: Element) -> list[str]:
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
    return list(dict.fromkeys(found))


def _others(node: Element, name: str) -> Iterator[str]:
    for text in texts_between(node):
        yield f"the text {text[:60]!r}"
    for sub in node:
        if sub.tag not in (name, LOGIN):
            yield f"the element {sub.tag}"
