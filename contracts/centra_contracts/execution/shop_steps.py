"""The steps that happen in the shop, or go wrong on purpose: each is a call of the control API."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatchmethod
from typing import Any

from centra_contracts.mock import Mock, MockError
from centra_contracts.scenario import (
    Advance,
    CancelOrder,
    ChangeOrder,
    ConvertOrder,
    Emit,
    Fault,
    Mutate,
    OfOrder,
    PayOrder,
    PlaceOrder,
    Put,
    RefundOrder,
    Resend,
    ShipOrder,
    Step,
)


class ShopSide:
    """The shop of one history. It knows orders by when they were placed: their ids may change."""

    def __init__(self, mock: Mock) -> None:
        self._mock = mock
        self.orders: list[str] = []
        """The ids of the orders, as they were when they were placed."""
        self._internal: list[int] = []

    def do(self, step: Step) -> None:
        """Let it happen. What the shop refuses (to ship what is cancelled) does not happen, as in life."""
        self._do(step)

    @singledispatchmethod
    def _do(self, step: Step) -> None:
        raise TypeError(f"{step.name} does not happen in the shop")

    @_do.register
    def _(self, step: PlaceOrder) -> None:
        for id in self._mock.call("POST", "orders", body={**step.order, "count": step.count})["ids"]:
            self.orders.append(id)
            self._internal.append(self._mock.call("GET", "objects", "order", id)["internal"])

    @_do.register
    def _(self, step: ChangeOrder) -> None:
        self._of(step, lambda id: self._mock.call("PATCH", "orders", id, body={"fields": step.fields}))

    @_do.register
    def _(self, step: CancelOrder) -> None:
        self._of(step, lambda id: self._mock.call("POST", "orders", id, "cancel", body={}))

    @_do.register
    def _(self, step: PayOrder) -> None:
        self._of(step, lambda id: self._mock.call("POST", "orders", id, "pay", body={}))

    @_do.register
    def _(self, step: ShipOrder) -> None:
        self._of(step, lambda id: self._mock.call("POST", "orders", id, "shipments", body={"capture": True}))

    @_do.register
    def _(self, step: RefundOrder) -> None:
        def refund(id: str) -> None:
            shipments = self._shipments(id)
            if not shipments:
                self._mock.call("POST", "orders", id, "shipments", body={"capture": True})
                shipments = self._shipments(id)
            self._mock.call("POST", "orders", id, "shipments", shipments[-1], "refunds", body={})

        self._of(step, refund)

    @_do.register
    def _(self, step: Resend) -> None:
        internal = self._internal_of(step)
        for event in reversed(self._mock.snapshot().events):
            if event["object_type"] == "order" and event["object_id"] == internal:
                self._mock.call("POST", "queue", "events", event["id"], "resend")
                return

    @_do.register
    def _(self, step: ConvertOrder) -> None:
        internal = self._internal_of(step)
        if internal is not None:
            _unless_refused(
                lambda: self._mock.call("PUT", "conversions", "order", internal, body={"external": step.to})
            )

    @_do.register
    def _(self, step: Put) -> None:
        self._mock.call("PUT", "objects", step.type, step.id, body={"fields": step.fields})

    @_do.register
    def _(self, step: Emit) -> None:
        body = {"type": step.type, "count": step.count, "data": step.data, "entry": step.entry}
        self._mock.call("POST", "events", body=body)

    @_do.register
    def _(self, step: Advance) -> None:
        self._mock.call("POST", "clock", "advance", body={"seconds": step.seconds})

    @_do.register
    def _(self, step: Mutate) -> None:
        if not step.added and not step.equal:
            self._mock.call("DELETE", "mutation")
            return
        body = {"added": step.added, "equal": step.equal, "rate": step.rate, "seed": step.seed}
        self._mock.call("PUT", "mutation", body=body)

    @_do.register
    def _(self, step: Fault) -> None:
        named = {"kind": step.kind, "operation": step.operation, "nth": step.nth, "count": step.count}
        self._mock.call("POST", "faults", body={**named, "when": step.when, **step.settings})

    def _internal_of(self, step: OfOrder) -> int | None:
        if not self._internal:
            return None
        place = min(step.order or len(self._internal), len(self._internal))
        return self._internal[place - 1]

    def _of(self, step: OfOrder, act: Callable[[str], Any]) -> None:
        """Do something to an order under the id that it has now; without an order, nothing."""
        internal = self._internal_of(step)
        if internal is not None:
            id = self._mock.snapshot().shown(("order", internal))
            _unless_refused(lambda: act(id))

    def _shipments(self, order: str) -> list[str]:
        fields = self._mock.call("GET", "objects", "order", order)["fields"]
        shipments = fields.get("shipments") or {}
        return [each["id"] for each in shipments.get("shipment", ())]


def _unless_refused(act: Callable[[], Any]) -> None:
    """The shop may say no: nothing is left to ship, or another order has that id."""
    try:
        act()
    except MockError as error:
        if error.status not in (409, 422):
            raise
