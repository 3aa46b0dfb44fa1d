"""The steps that happen in the shop, or inject faults: each is an activity, performed over the control API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from centra_contracts.mock import Mock, MockError
from centra_mock.activities.declaration import Activity
from centra_mock.activities.orders import PlaceOrders
from centra_mock.activities.steps import ActivityStep, Reference
from centra_mock.error_codes import Code
from centra_mock.errors import FileError

REFUSED = (404, 409, 422)
"""Statuses with which the shop refuses an activity."""


class ShopSteps:
    """The shop of one history. It knows orders by Centra's own numbers: their ids may change."""

    def __init__(self, mock: Mock) -> None:
        self._mock = mock
        self.orders: list[str] = []
        """The ids of the orders, as they were when they were placed."""
        self._internal: list[int] = []

    def perform(self, step: ActivityStep) -> Any:
        """Perform a step. What the shop refuses, such as to ship what is cancelled, does not happen, as in life.

        Raises ``FileError`` for an order that the scenario does not have.
        """
        try:
            activity = step.activity(self)
            answer = perform(self._mock, activity)
        except MockError as error:
            if error.status not in REFUSED or "order" not in step.declaration.fields:
                raise
            return None
        if isinstance(activity, PlaceOrders):
            for id in answer["ids"]:
                self.orders.append(id)
                self._internal.append(self._mock.call("GET", "objects", "order", id)["internal"])
        return answer

    def order(self, reference: Reference) -> str:
        """Return the id that an order of the scenario has now. Raises ``FileError`` where there is none."""
        if isinstance(reference, str):
            return reference
        if not self._internal or (reference is not None and reference > len(self._internal)):
            raise FileError(
                Code.NOTHING_BEFORE_STEP,
                f"{reference or 'the last'}: {len(self._internal)} were placed before this step",
                "order",
            )
        internal = self._internal[-1 if reference is None else reference - 1]
        return self._mock.snapshot().shown(("order", internal))

    def shipment(self, order: str, reference: Reference) -> str:
        """Return the id of a shipment. Raises ``MockError`` with 404 where there is none: then nothing happens."""
        if isinstance(reference, str):
            return reference
        fields = self._mock.call("GET", "objects", "order", order)["fields"]
        found = [each["id"] for each in (fields.get("shipments") or {}).get("shipment", ())]
        if not found or (reference is not None and reference > len(found)):
            raise MockError(f'order "{order}" has {len(found)} shipments', 404)
        return str(found[-1 if reference is None else reference - 1])


def perform(mock: Mock, activity: Activity[Any]) -> Any:
    """Perform an activity over the control API, and return the answer. Raises ``MockError``."""
    declaration = activity.declaration
    route = declaration.route
    values: Mapping[str, Any] = msgspec.to_builtins(activity)
    sent = {name: value for name, value in values.items() if value is not None and value is not msgspec.UNSET}
    path = [part.format_map(values) for part in route.path.strip("/").split("/")]
    in_path = {name for name in values if f"{{{name}}}" in route.path}
    query = {name: value for name, value in sent.items() if name in route.query}
    body = {name: value for name, value in sent.items() if name not in in_path and name not in query}
    has_body = any(name not in in_path and name not in route.query for name in values)
    return mock.call(route.method, *path, body=body if has_body else None, query=query)
