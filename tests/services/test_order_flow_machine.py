"""The order flow against a small table: status, events and money are as it says, whatever happens to an order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from centra_mock import Centra, MockServer, Refused
from centra_mock.domain.shop.holds import holds
from support.profile import costly
from support.shop import object_of


@dataclass(frozen=True)
class Order:
    """What of an order decides what happens next."""

    confirms: bool
    """Whether the store confirms by itself."""
    status: str
    held: bool = False
    known: bool = True
    """Whether the API was ever given it."""
    shipped: bool = False
    paid: bool = False

    @property
    def is_finished(self) -> bool:
        return self.status in ("completed", "archived", "canceled")

    def settled(self) -> Order:
        """Return the order with the status that follows from shipment and payment."""
        if self.is_finished or not self.shipped:
            return self
        return replace(self, status="completed" if self.paid else "processing")


Next = Callable[[Order], Order | None]
"""Returns what an order becomes, or ``None`` where that is refused."""

TABLE: dict[str, Next] = {
    "confirm": lambda o: replace(o, status="confirmed") if o.status == "pending" else None,
    "ship": lambda o: (
        None
        if o.held or o.shipped or o.is_finished or (o.status == "pending" and not o.confirms)
        else replace(o, shipped=True).settled()
    ),
    "capture": lambda o: replace(o, paid=True).settled() if o.shipped and not o.held else None,
    "pay": lambda o: (
        None if o.held or o.paid or o.status == "canceled" or _was_cancelled(o) else replace(o, paid=True).settled()
    ),
    "cancel": lambda o: None if o.paid or o.shipped or o.is_finished else replace(o, status="canceled"),
    "hold": lambda o: None if o.held or o.is_finished else replace(o, held=True),
    "release": lambda o: replace(o, held=False, known=True) if o.held else None,
    "archive": lambda o: replace(o, status="archived") if o.status in ("completed", "canceled") else None,
}


def _was_cancelled(order: Order) -> bool:
    return order.status == "archived" and not order.shipped


DO: dict[str, Callable[[Centra, str], object]] = {
    "confirm": lambda shop, order: shop.confirm_order(order),
    "ship": lambda shop, order: shop.ship_order(order),
    "capture": lambda shop, order: shop.capture_shipment(
        order, object_of(shop, "order", order).findtext("shipments/shipment/id") or "none"
    ),
    "pay": lambda shop, order: shop.pay_order(order),
    "cancel": lambda shop, order: shop.cancel_order(order),
    "hold": lambda shop, order: shop.hold_order(order),
    "release": lambda shop, order: shop.release_order(order),
    "archive": lambda shop, order: shop.archive_order(order),
}


def expected_events(action: str, before: Order, after: Order) -> list[str]:
    """Return the types of the events that an action queues."""
    if after.held or after == before:
        return []
    return ["order"] if before.known or action != "release" else ["customer", "order"]


class Flow(RuleBasedStateMachine):
    """One order, and whatever happens to it."""

    shop: Centra
    start: bytes
    """The saved state of the demo shop, which loads ten times as fast as the scene is played."""

    @initialize(confirms=st.booleans(), held=st.booleans())
    def place(self, confirms: bool, held: bool) -> None:
        self.shop.state.load(self.start)
        self.shop.policy = self.shop.policy.changed({"autoconfirm": "both" if confirms else "none"})
        self.id = self.shop.place_order(hold=held)
        self.order = Order(confirms, "confirmed" if confirms else "pending", held, known=not held)
        self.shop.drain()

    @rule(action=st.sampled_from(sorted(TABLE)))
    def act(self, action: str) -> None:
        after = TABLE[action](self.order)
        try:
            DO[action](self.shop, self.id)
        except Refused:
            assert after is None, f"{action} is possible with {self.order}"
            after = self.order
        else:
            assert after is not None, f"{action} is refused with {self.order}"
        assert [event.type for event in self.shop.queue] == expected_events(action, self.order, after)
        self.shop.drain()
        self.order = after

    @invariant()
    def it_is_as_the_table_says(self) -> None:
        tree = object_of(self.shop, "order", self.id)
        assert tree.findtext("status") == self.order.status
        assert bool(holds(tree)) == self.order.held
        assert tree.findtext("payments/total") == ("1000" if self.order.paid else "0")
        assert [one.findtext("shipped") for one in tree.iterfind("shipments/shipment")] == ["yes"] * self.order.shipped


def test_an_order_is_as_the_table_says_whatever_happens_to_it() -> None:
    with MockServer(scene="demo") as server:

        class Here(Flow):
            shop = server.centra
            start = server.centra.state.save()

        # Nothing is left to do with an order after a dozen actions.
        few_steps = settings(costly(60), stateful_step_count=15)
        run_state_machine_as_test(Here, settings=few_steps)
