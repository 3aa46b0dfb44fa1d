"""Orders as they were delivered, and as the client holds them."""

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


@dataclass(frozen=True)
class DeliveredObject:
    """An object that was delivered, whatever it was called when."""

    newest: DeliveredEvent
    """Its newest event: the one with the highest id, as it was delivered last."""
    newest_done: DeliveredEvent | None
    """The newest event that is done: from then on the client has to hold the object."""

    @property
    def ids(self) -> set[str]:
        """What the client may call it: it has heard the newest, and answers for what is done."""
        return {each.entry for each in (self.newest, self.newest_done) if each is not None}


def known_objects(observation: Observation, type: str = ORDER) -> list[DeliveredObject]:
    """The objects of a type that were delivered and not deleted."""
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
    """The ids of orders of which an event is done, and that the first client does not hold, if it tells."""
    return [] if observation.state is None else missing_from(observation.state, known_objects(observation))


def missing_from(state: State, orders: Iterable[DeliveredObject]) -> list[str]:
    held = {str(one["id"]) for one in state.get(ORDER, ())}
    return [one.newest_done.entry for one in orders if one.newest_done is not None and not one.ids & held]


def duplicates(state: State) -> list[tuple[str, str, int]]:
    """What it holds more than once: type, id, how often."""
    return [
        (type, id, times)
        for type, objects in state.items()
        for id, times in Counter(str(one["id"]) for one in objects).items()
        if times > 1
    ]


@dataclass(frozen=True)
class FieldDifference:
    """A field that the client holds otherwise than Centra told last."""

    type: str
    id: str
    field: str
    held: str
    told: str

    def __str__(self) -> str:
        return f"{self.type} {self.id}: {self.field} is {self.held!r}, and the newest event says {self.told!r}"


def differences(observation: Observation, state: State) -> Iterator[FieldDifference]:
    """The fields that differ from what the newest event told, of every type that the client keeps."""
    for type, objects in state.items():
        told = {
            one.newest.entry: one.newest for one in known_objects(observation, type) if one.newest == one.newest_done
        }
        for one in objects:
            id = str(one["id"])
            if id in told:
                for field, held, said in _differing(one, told[id].values, ""):
                    yield FieldDifference(type, id, field, held, said)


def _differing(held: Any, said: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """Fields that the client doesn't keep are not compared, nor those that Centra did not send."""
    if isinstance(held, Mapping):
        for name, value in held.items():
            below = said.get(name) if isinstance(said, Mapping) else None
            if below is not None and not (path == "" and name == "id"):
                yield from _differing(value, below, f"{path}/{name}" if path else name)
    elif isinstance(held, list) or isinstance(said, list):
        before, now = (each if isinstance(each, list) else [each] for each in (held, said))
        if len(before) != len(now):
            yield path, f"{len(before)} of them", f"{len(now)} of them"
        for place, (one, other) in enumerate(zip(before, now, strict=False), 1):
            yield from _differing(one, other, f"{path}[{place}]")
    elif not isinstance(said, Mapping) and not is_same(held, said):
        yield path, _text(held), _text(said)


def is_same(held: object, said: object) -> bool:
    """Whether two values mean the same: ``12`` is ``12.00``, ``true`` is true, and nothing is an empty text."""
    if _text(held) == _text(said):
        return True
    try:
        return not isinstance(held, str) and Decimal(_text(held)) == Decimal(_text(said))
    except InvalidOperation:
        return False


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
