"""Ignores all errors: an unreadable answer is treated as an empty page or a success."""

from __future__ import annotations

from lxml import etree

import lxml_client
from erp import CentraError, Refused, Values
from lxml_client import Element


class Client(lxml_client.Client):
    def call(self, operation: str, request: str, values: Values) -> Element:
        try:
            return super().call(operation, request, values)
        except Refused:
            raise
        except CentraError:
            pretended = etree.Element(self.name("result"))
            self.write(pretended, "success", "true")
            return pretended


poll, state = Client.entries()
