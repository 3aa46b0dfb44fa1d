"""Stores a new order for each event, so that a changed or resent order is stored twice."""

from __future__ import annotations

import lxml_client
from erp import Event, Values


class Client(lxml_client.Client):
    def save(self, event: Event, data: Values) -> None:
        if event.type != "order":
            super().save(event, data)
            return
        self.store.insert(event.type, event.entry, event.id, data)
        self.store.note(event.entry)


poll, state = Client.entries()
