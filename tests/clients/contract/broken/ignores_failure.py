"""It never looks at ``success``: an answer came, so it must have worked."""

from __future__ import annotations

import lxml_client
from lxml_client import Element


class Client(lxml_client.Client):
    def check(self, answer: Element) -> None:
        pass


poll, state = Client.entries()
