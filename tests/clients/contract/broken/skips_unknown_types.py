"""Marks only events of known types done: a page of other events blocks the orders."""

from __future__ import annotations

from collections.abc import Sequence

import lxml_client
from erp import Event
from shapes import KEPT


class Client(lxml_client.Client):
    def take(self, events: Sequence[Event]) -> None:
        if known := [event for event in events if event.type in KEPT]:
            super().take(known)


poll, state = Client.entries()
