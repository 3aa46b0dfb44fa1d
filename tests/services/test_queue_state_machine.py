"""The mock agrees with a small model of the documented behaviour, for random histories."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from centra_mock import Centra, MockServer, Refused
from centra_mock.policy import Policy
from centra_mock.wire.tree import Element
from support.objects import accepted
from support.profile import examples
from support.wire import call, done, poll

Key = tuple[str, int]
"""A type and an internal id."""
Fields = dict[str, Any]
"""Field -> text; the ``market`` of an account is a key, or ``""``."""

FIELDS = {"market": ("description", "type"), "customer": ("firstname", "city"), "account": ("description", "other")}
NAMES = ("A", "B", "1", "2", "3")
"""External ids; some look like Centra's numbers."""
NOTHING_NAMED = "No event was named, so none is done; send each id in an event element of its own."
PAGE = 4
UNKNOWN = "loyaltycard"


@dataclass
class Queued:
    id: int
    type: str
    key: Key | None = None
    market: Key | None = None
    snapshot: Fields | None = None
    was_delivered: bool = False


@dataclass
class Model:
    """The documented behaviour in plain Python."""

    policy: Policy
    things: dict[Key, Fields] = field(default_factory=dict)
    mapped: dict[Key, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    queue: list[Queued] = field(default_factory=list)
    events: int = 0

    def shown(self, key: Key) -> str:
        return self.mapped.get(key, str(key[1]))

    def find(self, type: str, name: str) -> Key | None:
        """Return the object with the external id ``name``: by its entry, or by its number if it has none."""
        for key, external in self.mapped.items():
            if (key[0], external) == (type, name):
                return key
        key = (type, int(name) if name.isdigit() else 0)
        return key if 0 < key[1] <= self.numbers[type] and key not in self.mapped else None

    def new(self, type: str) -> Key:
        taken = {external for key, external in self.mapped.items() if key[0] == type}
        self.numbers[type] += 1
        while str(self.numbers[type]) in taken:
            self.numbers[type] += 1
        return type, self.numbers[type]

    def update(self, type: str, name: str, sent: Fields) -> None:
        key = self.find(type, name)
        if key is None:
            key = self.new(type)
            self.mapped[key] = name
        self.things[key] = {**self.things.get(key, {}), **sent}
        for event in self.queue:
            if event.key == key and event.snapshot is None:
                event.market = self.market(key)
        if self.policy.echo:
            self.announce(key)

    def announce(self, key: Key) -> None:
        thing = self.things[key]
        state = self.market(key), dict(thing) if self.policy.payload == "snapshot" else None
        newest = next((event for event in reversed(self.queue) if event.key == key), None)
        if self.policy.coalesce and newest and not newest.was_delivered:
            newest.market, newest.snapshot = state
        else:
            self.add(key[0], key, *state)

    def market(self, key: Key) -> Key | None:
        return key if key[0] == "market" else self.things[key].get("market") or None

    def add(self, type: str, *more: Any) -> None:
        self.events += 1
        self.queue.append(Queued(self.events, type, *more))

    def page(self, type: str, markets: set[Key | None] | None = None) -> list[tuple[str, ...]]:
        chosen = [event for event in self.queue if type in ("all", event.type)]
        if markets is not None:
            allowed = markets | {None} if self.policy.marketless == "deliver" else markets
            chosen = [event for event in chosen if event.market in allowed]
        return [self.delivered(event) for event in chosen[:PAGE]]

    def delivered(self, event: Queued) -> tuple[str, ...]:
        event.was_delivered = True
        if event.key is None:
            return str(event.id), event.type, "", ""
        fields = self.things[event.key] if event.snapshot is None else event.snapshot
        texts = {name: self.shown(value) if isinstance(value, tuple) else value for name, value in fields.items()}
        return str(event.id), event.type, self.shown(event.key), str(sorted(texts.items()))

    def done(self, ids: list[int]) -> list[str]:
        notices = [] if ids else [NOTHING_NAMED]
        queued = {event.id for event in self.queue}
        for id in dict.fromkeys(ids):
            if not 0 < id <= self.events:
                notices.append(f"There is no event {id}.")
            elif id not in queued:
                notices.append(f"Event {id} is done already.")
        self.queue = [event for event in self.queue if event.id not in ids]
        return notices


def read(event: Element) -> tuple[str, ...]:
    """Return an event as the model writes it."""
    type, data = event.findtext("type", ""), event.find("data/*")
    texts = {
        str(leaf.tag): leaf.findtext("id", "") if leaf.tag == "market" else leaf.text or ""
        for leaf in (data if data is not None else ())
        if leaf.tag == "market" or leaf.tag in FIELDS[type]
    }
    return (
        event.findtext("id", ""),
        type,
        event.findtext("entry", ""),
        "" if data is None else str(sorted(texts.items())),
    )


class MockAgainstModel(RuleBasedStateMachine):
    def __init__(self, centra: Centra) -> None:
        super().__init__()
        self.centra = centra
        self.model = Model(replace(centra.policy, page_size=PAGE, echo=True, numeric_account_ids="external"))
        self.centra.policy = self.model.policy

    @initialize(
        payload=st.sampled_from(["current", "snapshot"]),
        marketless=st.sampled_from(["withhold", "deliver"]),
        coalesce=st.booleans(),
        echo=st.sampled_from([True, True, False]),
    )
    def choose_policy(self, **chosen: Any) -> None:
        self.model.policy = self.centra.policy = replace(self.model.policy, **chosen)

    @rule(type=st.sampled_from(tuple(FIELDS)), names=st.lists(st.sampled_from(NAMES), min_size=1), data=st.data())
    def update(self, type: str, names: list[str], data: st.DataObject) -> None:
        """Send one request, which may name an object more than once."""
        changes = [data.draw(self.changes(type)) for _ in names]
        accepted(self.centra, type, *(self.written(type, *each) for each in zip(names, changes, strict=True)))
        for name, change in zip(names, changes, strict=True):
            self.model.update(type, name, change)

    def changes(self, type: str) -> st.SearchStrategy[Fields]:
        texts: dict[str, st.SearchStrategy[Any]] = {name: st.sampled_from(["", "x", "y"]) for name in FIELDS[type]}
        if type == "account":
            texts["market"] = st.sampled_from(["", *(key for key in self.model.things if key[0] == "market")])
        return st.fixed_dictionaries({}, optional=texts)

    def written(self, type: str, name: str, change: Fields) -> Fields:
        """Return a change as the client sends it."""
        sent = {each: {"id": self.model.shown(value)} if isinstance(value, tuple) else value
                for each, value in change.items()}  # fmt: skip
        buyers = {"buyers": {"buyer": [{"id": f"buyer of {name}"}]}} if type == "account" else {}
        return {"id": name, **sent, **buyers}

    @rule(registers=st.booleans())
    def shop(self, registers: bool) -> None:
        """Register a customer, or queue an event of an unknown type."""
        if not registers:
            self.centra.emit(UNKNOWN)
            self.model.add(UNKNOWN)
            return
        id = self.centra.register_customer({"firstname": "Testa", "city": "Teststad", "email": ""})
        key = self.model.new("customer")
        self.model.things[key] = {"firstname": "Testa", "city": "Teststad"}
        self.model.announce(key)
        assert id == self.model.shown(key)

    @rule(type=st.sampled_from(tuple(FIELDS)), data=st.data())
    def get_some(self, type: str, data: st.DataObject) -> None:
        assert [read(event) for event in poll(self.centra, type)] == self.model.page(type)
        there = [self.model.shown(key) for key in self.model.things if key[0] == "market"]
        names = data.draw(st.lists(st.sampled_from([*there, "nowhere"]), min_size=1, max_size=2), "markets")
        markets = "".join(f"<market><id>{name}</id></market>" for name in names)
        reply = call(self.centra, "events_GetByMarkets", f"<type>{type}</type><markets>{markets}</markets>")
        known = {self.model.find("market", name) for name in names} - {None}
        assert [read(event) for event in reply.body.iterfind("events/event")] == self.model.page(type, known)

    @precondition(lambda self: self.model.queue)
    @rule(data=st.data())
    def done(self, data: st.DataObject) -> None:
        queued = [event.id for event in self.model.queue]
        ids = data.draw(st.lists(st.sampled_from(queued) | st.integers(1, self.model.events + 2), max_size=4))
        reply = done(self.centra, *ids)
        assert reply.success
        assert reply.notices == self.model.done(ids)

    @precondition(lambda self: self.model.things)
    @rule(data=st.data(), name=st.sampled_from(NAMES))
    def edit_the_conversion_table(self, data: st.DataObject, name: str) -> None:
        key = data.draw(st.sampled_from(sorted(self.model.things)))
        if self.model.find(key[0], name) in (None, key):
            self.centra.convert(*key, name)
            self.model.mapped[key] = name
        else:
            with pytest.raises(Refused, match="is already the id of"):
                self.centra.convert(*key, name)

    @invariant()
    def the_oldest_events_are_the_same(self) -> None:
        assert [read(event) for event in poll(self.centra)] == self.model.page("all")
        assert len(self.centra.queue) == len(self.model.queue)


def test_the_mock_agrees_with_the_model(server: MockServer) -> None:
    numbers = count()

    class Machine(MockAgainstModel):
        def __init__(self) -> None:
            super().__init__(server.tenant(f"machine{next(numbers)}"))

    run_state_machine_as_test(Machine, settings=settings(examples(12), stateful_step_count=25))
