"""Repeats a failed call thousands of times without a pause."""

from __future__ import annotations

import lxml_client
from erp import CentraError, Refused, Values
from lxml_client import Element


class Client(lxml_client.Client):
    def call(self, operation: str, request: str, values: Values) -> Element:
        for _ in range(10_000):
            try:
                return super().call(operation, request, values)
            except Refused:
                raise
            except CentraError as error:
                last = error
        raise last


poll, state = Client.entries()
