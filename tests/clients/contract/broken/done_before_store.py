"""Marks events done before it stores them: a crash in between loses them."""

from __future__ import annotations

from collections.abc import Sequence

import lxml_client
from erp import Event


class Client(lxml_client.Client):
    def take(self, events: Sequence[Event]) -> None:
        self.mark_done([event.id for event in events])
        self.keep(events)


poll, state = Client.entries()
