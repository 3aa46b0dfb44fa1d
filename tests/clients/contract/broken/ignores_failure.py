"""Does not read ``success``: any answer is a success."""

from __future__ import annotations

import lxml_client
from lxml_client import Element


class Client(lxml_client.Client):
    def check(self, answer: Element) -> None:
        pass


poll, state = Client.entries()
