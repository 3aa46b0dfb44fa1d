"""Polls its markets and also all events, so that it marks the events of another client done."""

from __future__ import annotations

from collections.abc import Sequence

import lxml_client
from erp import Event


class Client(lxml_client.Client):
    def fetch(self) -> Sequence[Event]:
        own = [] if self.centra.markets is None else super().fetch()
        answer = self.call("events_Get", "events_GetRequest", {"type": "all"})
        known = {event.id for event in own}
        rest = (self.read_event(node) for node in self.below(answer, "events", "event"))
        return [*own, *(event for event in rest if event.id not in known)]


poll, state = Client.entries()
