"""Compare objects as they were delivered with objects as the client stores them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from centra_contracts.clients import State
from centra_contracts.exchange import DeliveredEvent
from centra_contracts.observation import Observation

ORDER = "order"
DELETE = "delete"
PENDING = "pending"


@dataclass(frozen=True)
class DeliveredObject:
    """An object that was delivered, under one id or several."""

    newest: DeliveredEvent
    """Its event with the highest id, as it was delivered last."""
    newest_done: DeliveredEvent | None
    """Its newest event that is marked done: the client must store the object from then on."""

    @property
    def ids(self) -> set[str]:
        """Return the ids under which the client may store it: those of the newest event and of the newest done one."""
        return {each.entry for each in (self.newest, self.newest_done) if each is not None}

    @property
    def is_pending(self) -> bool:
        """Return whether it is an order that waited for its confirmation in each event that is done."""
        return self.newest_done is not None and self.newest_done.values.get("status") == PENDING


def known_objects(observation: Observation, type: str = ORDER) -> list[DeliveredObject]:
    """Return the objects of a type that were delivered and not deleted."""
    objects = {
        event["id"]: event["object_id"] for event in observation.end_state.events if event["object_id"] is not None
    }
    newest: dict[int, DeliveredEvent] = {}
    done: dict[int, DeliveredEvent] = {}
    for event in observation.deliveries:
        object_id = objects.get(event.id)
        if event.type != type or object_id is None:
            continue
        for found in (newest, done) if event.id in observation.end_state.done else (newest,):
            if object_id not in found or found[object_id].id <= event.id:
                found[object_id] = event
    return [DeliveredObject(event, done.get(id)) for id, event in newest.items() if event.mission != DELETE]


def missing_orders(observation: Observation) -> list[str]:
    """Return the ids of orders that are marked done and not in the client's state, if there is a state."""
    return [] if observation.state is None else missing_from(observation.state, known_objects(observation))


def missing_from(state: State, orders: Iterable[DeliveredObject]) -> list[str]:
    """Return the ids of done orders that are not in a state.

    A client may leave a pending order alone until the event of its confirmation (documented).
    """
    stored = {str(one["id"]) for one in state.get(ORDER, ())}
    return [
        one.newest_done.entry
        for one in orders
        if one.newest_done is not None and not (one.is_pending or one.ids & stored)
    ]


def duplicates(state: State) -> list[tuple[str, str, int]]:
    """Return the objects that a state has more than once: type, id, number."""
    return [
        (type, id, number)
        for type, objects in state.items()
        for id, number in Counter(str(one["id"]) for one in objects).items()
        if number > 1
    ]


@dataclass(frozen=True)
class FieldDifference:
    """A field whose stored value differs from the newest event."""

    type: str
    id: str
    field: str
    stored: str
    delivered: str

    def __str__(self) -> str:
        return f"{self.type} {self.id}: {self.field} is {self.stored!r}, but {self.delivered!r} in the newest event"


def differences(observation: Observation, state: State) -> Iterator[FieldDifference]:
    """Yield the fields of all types in a state that differ from the newest event."""
    for type, objects in state.items():
        newest = {
            one.newest.entry: one.newest for one in known_objects(observation, type) if one.newest == one.newest_done
        }
        for one in objects:
            id = str(one["id"])
            if id in newest:
                for field, stored, delivered in _differing(one, newest[id].values, ""):
                    yield FieldDifference(type, id, field, stored, delivered)


def _differing(stored: Any, delivered: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """Yield differing fields. Only fields that the client stores and Centra sent are compared."""
    if isinstance(stored, Mapping):
        for name, value in stored.items():
            below = delivered.get(name) if isinstance(delivered, Mapping) else None
            if below is not None and not (path == "" and name == "id"):
                yield from _differing(value, below, f"{path}/{name}" if path else name)
    elif isinstance(stored, list) or isinstance(delivered, list):
        before, now = (each if isinstance(each, list) else [each] for each in (stored, delivered))
        if len(before) != len(now):
            yield path, f"{len(before)} of them", f"{len(now)} of them"
        for place, (one, other) in enumerate(zip(before, now, strict=False), 1):
            yield from _differing(one, other, f"{path}[{place}]")
    elif not isinstance(delivered, Mapping) and not is_same(stored, delivered):
        yield path, _text(stored), _text(delivered)


def is_same(stored: object, delivered: object) -> bool:
    """Return whether values are equal: the number 12 is ``12.00``, true is ``true``, ``None`` is empty."""
    if _text(stored) == _text(delivered):
        return True
    try:
        return not isinstance(stored, str) and Decimal(_text(stored)) == Decimal(_text(delivered))
    except InvalidOperation:
        return False


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
