"""The ERP client with zeep, which uses the WSDL but accepts unknown elements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import zeep
from lxml import etree
from requests import RequestException
from zeep.exceptions import Error, TransportError
from zeep.wsdl import Document

from command import main
from erp import CentraError, Connection, Erp, Event, Refused, Values
from shapes import KEPT, Shape

SECONDS = 20
"""Seconds to wait for each part of an answer."""

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"

SETTINGS = zeep.Settings(strict=False, xml_huge_tree=True, xsd_ignore_sequence_order=True)
"""Accept elements that are not in the WSDL, at any position."""


class Whole(zeep.Transport):
    """Refuses malformed XML; zeep without ``strict`` repairs it and loses data."""

    def post(self, address: str, message: Any, headers: Any) -> Any:
        answer = super().post(address, message, headers)
        try:
            etree.fromstring(answer.content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
        except etree.XMLSyntaxError as error:
            raise TransportError(
                f"HTTP {answer.status_code}, and the answer is no XML: {error}", answer.status_code
            ) from None
        return answer


class Expected(zeep.Plugin):
    """Checks the name of the answer; zeep without ``strict`` accepts any element and finds nothing in it."""

    def ingress(self, envelope: Any, headers: Any, operation: Any) -> tuple[Any, Any]:
        answer = envelope.find(f"{{{ENVELOPE}}}Body/*")
        expected = operation.output.body.qname
        if answer is None or answer.tag not in (expected, f"{{{ENVELOPE}}}Fault"):
            texts = " ".join(envelope.itertext()).split()
            raise Error(f"the answer is not {expected.localname}: {' '.join(texts)[:500]}")
        return envelope, headers


_documents: dict[str, Document] = {}
"""Parsed WSDLs by namespace; parsing takes longer than the rest of a run."""


def service(centra: Connection) -> Any:
    """Return the operations of an endpoint. Its WSDL is parsed once, because only the URL differs."""
    transport = Whole(timeout=SECONDS, operation_timeout=SECONDS)
    known = _documents.get(centra.namespace)
    client = zeep.Client(known or centra.wsdl, transport=transport, settings=SETTINGS, plugins=[Expected()])
    if known is None:
        _documents[centra.namespace] = client.wsdl
        return client.service
    (binding,) = known.bindings
    return client.create_service(binding, centra.url)


class Client(Erp):
    def __init__(self, centra: Connection) -> None:
        super().__init__(centra)
        self._login = {"username": centra.username, "password": centra.password}
        self._service: Any = None

    def fetch(self) -> Sequence[Event]:
        if self.centra.markets is None:
            events = self.call("events_Get", type="all")
        else:
            markets = {"market": [{"id": id} for id in self.centra.markets]}
            events = self.call("events_GetByMarkets", type="all", markets=markets)
        # zeep unwraps an element with a single child, and an empty one is None.
        return [self.read_event(event) for event in events or []]

    def mark_done(self, ids: Sequence[str]) -> None:
        self.check(self.call("events_Done", event=list(ids)))

    def update_order(self, changes: Values) -> None:
        self.check(self.call("orders_Update", orders={"order": [changes]}))

    def check(self, result: Any) -> None:
        """Check a result; notices are ignored. Raise ``Refused`` for ``success=false``."""
        if not result.success:
            raise Refused("; ".join(result.errors.message if result.errors else []) or "success=false")

    def read_event(self, event: Any) -> Event:
        data = getattr(event.data, event.type, None) if event.type in KEPT else None
        return Event(event.id, event.type, event.entry or "", event.mission, data and self.read(data, KEPT[event.type]))

    def read(self, value: Any, shape: Shape) -> Any:
        """What a shape keeps of a value. What is empty is left out: zeep gives ``None`` for an element without content,
        and an object without any for one that holds but what is not known."""
        if isinstance(shape, dict):
            below = {name: self.read(getattr(value, name, None), each) for name, each in shape.items()}
            return {name: found for name, found in below.items() if found not in (None, {}, [])}
        if isinstance(shape, list):
            return [self.read(each, shape[0]) for each in value or []]
        return value

    def call(self, operation: str, **values: Any) -> Any:
        """Call an operation and return zeep's value. Raise ``CentraError``."""
        try:
            if self._service is None:
                self._service = service(self.centra)
            return self._service[operation](login=self._login, **values)
        except (Error, RequestException, etree.LxmlError) as error:
            raise CentraError(f"{operation}: {type(error).__name__}: {error}") from error


poll, state = Client.entries()

if __name__ == "__main__":
    main(Client)
