"""Treats a notice as a failure, and repeats calls that have succeeded."""

from __future__ import annotations

import lxml_client
from erp import Refused
from lxml_client import Element


class Client(lxml_client.Client):
    def check(self, answer: Element) -> None:
        super().check(answer)
        if notices := [node.text or "" for node in self.below(answer, "notices", "message")]:
            raise Refused("; ".join(notices))


poll, state = Client.entries()
