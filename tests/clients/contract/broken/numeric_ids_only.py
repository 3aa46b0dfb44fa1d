"""Stores ids as numbers, and ignores objects with other ids."""

from __future__ import annotations

import lxml_client
from erp import Event


class Client(lxml_client.Client):
    def apply(self, event: Event) -> None:
        if event.entry.isdecimal():
            super().apply(event)


poll, state = Client.entries()
