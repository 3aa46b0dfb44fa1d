"""Perform the steps that are activities, over the control API."""

from __future__ import annotations

from typing import Any

from centra_mock.activities.orders import PlaceOrders
from centra_mock.activities.steps import ActivityStep, Reference, nth
from centra_mock.client import ControlError, TenantClient
from centra_mock.control_api.objects import ObjectView
from centra_mock.error_codes import Code
from centra_mock.errors import FileError

REFUSED = (404, 409, 422)
"""HTTP statuses with which the mock refuses an activity."""


class ShopSteps:
    """The shop in one history. It knows orders by their internal ids, because their external ids may change."""

    def __init__(self, centra: TenantClient) -> None:
        self._centra = centra
        self.orders: list[str] = []
        """The external ids of the orders when they were placed."""
        self._internal: list[int] = []

    def perform(self, step: ActivityStep) -> Any:
        """Perform a step, and return its result; ``None`` if the mock refuses it, such as to ship a cancelled order.

        Raise ``FileError`` for an order that the scenario does not have, and ``ControlError`` for any other error.
        """
        try:
            activity = step.activity(self)
            result = self._centra.perform(activity)
        except ControlError as error:
            if error.status not in REFUSED or "order" not in step.declaration.fields:
                raise
            return None
        if isinstance(activity, PlaceOrders):
            for id in result:
                internal = self._order(id).internal
                assert internal is not None
                self.orders.append(id)
                self._internal.append(internal)
        return result

    def order(self, reference: Reference) -> str:
        """Return the present id of an order of the scenario. Raise ``FileError`` if there is no such order."""
        if isinstance(reference, str):
            return reference
        return self._centra.conversions.external_id("order", nth(self._internal, reference, "order"))

    def shipment(self, order: str, reference: Reference) -> str:
        """Return the id of a shipment. Raise ``ControlError`` with status 404 if there is no such shipment."""
        if isinstance(reference, str):
            return reference
        shipments = self._order(order).fields.get("shipments") or {}
        found = [each["id"] for each in shipments.get("shipment", ())]
        try:
            return str(nth(found, reference, "shipment", f'order "{order}" has'))
        except FileError as error:
            # An earlier step may have been refused; then this one is refused too, like any unknown id.
            raise ControlError(Code.UNKNOWN_OBJECT, error.words, 404) from None

    def _order(self, id: str) -> ObjectView:
        found = self._centra.objects.get("order", id)
        if found is None:
            raise ControlError(Code.UNKNOWN_OBJECT, f'there is no order "{id}"', 404)
        return found
