"""Treats an unknown field of an event as an error."""

from __future__ import annotations

import lxml_client
from erp import CentraError, Event
from lxml_client import Element


class Client(lxml_client.Client):
    def read_event(self, node: Element) -> Event:
        known = [self.name(name) for name in ("id", "type", "entry", "mission", "date", "data")]
        for field in node:
            if field.tag not in known:
                raise CentraError(f"an event has the unknown field {field.tag}")
        return super().read_event(node)


poll, state = Client.entries()
