"""It marks done only what it knows. A page full of other events, and no order arrives any more."""

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
