"""Stops reading a page at an event of an unknown type, and marks the whole page done."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

import lxml_client
from erp import Event
from shapes import KEPT


class Client(lxml_client.Client):
    def keep(self, events: Sequence[Event]) -> None:
        super().keep(list(takewhile(lambda event: event.type in KEPT, events)))


poll, state = Client.entries()
