"""The stored numbers of the queue equal counted ones, whatever happens to events."""

from __future__ import annotations

import json
from collections import Counter
from itertools import count
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from centra_mock import Centra, MockServer, Refused
from support.profile import examples
from support.wire import done, poll

TYPES = ("loyaltycard", "order", "wishlist")


def events_of(centra: Centra) -> list[dict[str, Any]]:
    """Return all events from a saved state."""
    events: list[dict[str, Any]] = json.loads(centra.state.save())["events"]
    return events


def numbers_are_right(centra: Centra) -> None:
    stats = centra.queue.stats()
    events = events_of(centra)
    queued = [event for event in events if event["state"] == "queued"]
    delivered = [event["deliveries"] for event in queued if event["deliveries"]]
    states = Counter(event["state"] for event in events)
    assert stats.by_type == Counter(event["type"] for event in queued)
    assert (stats.length, stats.done, stats.cancelled) == (len(queued), states["done"], states["cancelled"])
    assert (stats.delivered, stats.deliveries) == (len(delivered), max(delivered, default=0))
    assert stats.oldest_id == min((event["id"] for event in queued), default=None)


class History(RuleBasedStateMachine):
    """What may happen to events, in any order."""

    def __init__(self, centra: Centra) -> None:
        super().__init__()
        self.centra = centra

    def some(self, data: st.DataObject) -> int:
        """Draw the id of an event in any state, or of an unknown one."""
        return data.draw(st.integers(1, len(events_of(self.centra)) + 1))

    @rule(type=st.sampled_from(TYPES), many=st.integers(1, 5))
    def emit(self, type: str, many: int) -> None:
        self.centra.emit(type, count=many)

    @rule(type=st.sampled_from(TYPES), fails=st.booleans())
    def emit_together(self, type: str, fails: bool) -> None:
        before = len(self.centra.queue)
        try:
            with self.centra.together() as view:
                view.emit(type, count=3)
                assert len(view.queue) == before + 3
                view.emit("x" * 65 if fails else type)
        except Refused:
            assert fails

    @rule()
    def poll(self) -> None:
        poll(self.centra)

    @rule(data=st.data())
    def done(self, data: st.DataObject) -> None:
        done(self.centra, self.some(data), self.some(data))

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        try:
            self.centra.cancel_event(self.some(data))
        except Refused:
            return

    @rule(data=st.data())
    def resend(self, data: st.DataObject) -> None:
        try:
            self.centra.resend_event(self.some(data))
        except Refused:
            return

    @rule()
    def drain(self) -> None:
        self.centra.drain()

    @rule()
    def save_and_load(self) -> None:
        state = self.centra.state.save()
        self.centra.emit("wishlist")
        self.centra.state.load(state)

    @invariant()
    def the_numbers_are_right(self) -> None:
        numbers_are_right(self.centra)


def test_the_stored_numbers_equal_counted_ones(server: MockServer) -> None:
    numbers = count(1)

    class Machine(History):
        def __init__(self) -> None:
            super().__init__(server.tenant(f"tallies{next(numbers)}"))

    run_state_machine_as_test(Machine, settings=settings(examples(30), stateful_step_count=15))


@pytest.mark.every_database
def test_the_stored_numbers_are_right_in_every_database(shop: Centra) -> None:
    shop.place_order()
    shop.emit("loyaltycard", count=3)
    poll(shop)
    poll(shop, "order")
    first, second, third, *_ = (event.id for event in shop.queue)
    done(shop, first)
    shop.cancel_event(second)
    shop.resend_event(first)
    shop.resend_event(third)
    numbers_are_right(shop)
    with pytest.raises(Refused), shop.together() as view:  # noqa: PT012 (the second call fails)
        view.emit("wishlist")
        view.emit("wishlist", count=0)
    numbers_are_right(shop)
    shop.state.load(shop.state.save())
    numbers_are_right(shop)
    shop.reset()
    numbers_are_right(shop)
