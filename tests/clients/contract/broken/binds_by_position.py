"""Reads fields by position: it takes the last element of an event as the data."""

from __future__ import annotations

import lxml_client
from erp import Event
from lxml_client import Element
from shapes import KEPT


class Client(lxml_client.Client):
    def read_event(self, node: Element) -> Event:
        id, type, entry, mission = (field.text or "" for field in list(node)[:4])
        data = self.read(node[-1][0], KEPT[type]) if type in KEPT else None
        return Event(id, type, entry, mission, data)


poll, state = Client.entries()
