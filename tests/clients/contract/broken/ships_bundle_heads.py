"""It was written before there were bundles, and ships the head of one as if it were goods."""

from __future__ import annotations

import lxml_client
from erp import Values


class Client(lxml_client.Client):
    def is_bundle(self, _: Values, /) -> bool:
        return False


poll, state = Client.entries()
