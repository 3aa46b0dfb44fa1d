"""Marks a hundred consecutive ids done, from the first one of the page."""

from __future__ import annotations

from collections.abc import Sequence

import lxml_client


class Client(lxml_client.Client):
    def mark_done(self, ids: Sequence[str]) -> None:
        first = int(ids[0])
        super().mark_done([str(id) for id in range(first, first + 100)])


poll, state = Client.entries()
