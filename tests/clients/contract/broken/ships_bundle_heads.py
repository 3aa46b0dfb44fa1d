"""Ships the head of a bundle like any other line."""

from __future__ import annotations

import lxml_client
from erp import Values


class Client(lxml_client.Client):
    def is_bundle(self, _: Values, /) -> bool:
        return False


poll, state = Client.entries()
