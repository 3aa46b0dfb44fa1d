"""Imports an order once, and ignores its later events."""

from __future__ import annotations

import lxml_client
from erp import Event


class Client(lxml_client.Client):
    def is_outdated(self, event: Event) -> bool:
        return self.store.newest(event.type, event.entry) is not None


poll, state = Client.entries()
