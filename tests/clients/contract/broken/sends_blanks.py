"""Sends fields of an order that it does not know as empty elements, which empties them."""

from __future__ import annotations

import lxml_client
from erp import Values


class Client(lxml_client.Client):
    def update_order(self, changes: Values) -> None:
        super().update_order({**changes, "internalinformation": "", "other": "", "ponumber": ""})


poll, state = Client.entries()
