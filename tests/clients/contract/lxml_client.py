"""The ERP client with lxml and Python's HTTP client, without the WSDL."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from command import main
from erp import CentraError, Erp, Event, Refused, Values
from shapes import KEPT, Shape

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
SECONDS = 20
"""Seconds to wait for each part of an answer."""

Element = etree._Element


class Client(Erp):
    """Reads elements by namespace and name, and ignores unknown ones."""

    def fetch(self) -> Sequence[Event]:
        if self.centra.markets is None:
            answer = self.call("events_Get", "events_GetRequest", {"type": "all"})
        else:
            markets = {"market": [{"id": id} for id in self.centra.markets]}
            answer = self.call("events_GetByMarkets", "events_GetByMarkets", {"type": "all", "markets": markets})
        return [self.read_event(node) for node in self.below(answer, "events", "event")]

    def mark_done(self, ids: Sequence[str]) -> None:
        self.check(self.call("events_Done", "events_Done", {"event": list(ids)}))

    def update_order(self, changes: Values) -> None:
        self.check(self.call("orders_Update", "orders_Update", {"orders": {"order": [changes]}}))

    def check(self, answer: Element) -> None:
        """Check a result; notices are ignored. Raise ``Refused`` for ``success=false``."""
        success = (self.text(answer, "success") or "").strip()
        if success in ("false", "0"):
            messages = [node.text or "" for node in self.below(answer, "errors", "message")]
            raise Refused("; ".join(messages) or "success=false")
        if success not in ("true", "1"):
            raise CentraError(f"the answer says neither that it worked nor that it did not: {answer.tag}")

    # Reading

    def read_event(self, node: Element) -> Event:
        id, type, entry, mission = (self.text(node, name) or "" for name in ("id", "type", "entry", "mission"))
        data = next(self.below(node, "data", type), None) if type in KEPT else None
        return Event(id, type, entry, mission, None if data is None else self.read(data, KEPT[type]))

    def read(self, node: Element, shape: Shape) -> Any:
        """Return the fields of an element that a shape keeps."""
        if isinstance(shape, str):
            return node.text or ""
        assert isinstance(shape, dict)
        found: Values = {}
        for name, below in shape.items():
            nodes = node.findall(self.name(name))
            if isinstance(below, list):
                found[name] = [self.read(each, below[0]) for each in nodes]
            elif nodes:
                found[name] = self.read(nodes[0], below)
        return found

    def name(self, local: str) -> str:
        return f"{{{self.centra.namespace}}}{local}"

    def text(self, node: Element, name: str) -> str | None:
        return node.findtext(self.name(name))

    def below(self, node: Element, holder: str, name: str) -> Iterator[Element]:
        return node.iterfind(f"{self.name(holder)}/{self.name(name)}")

    # Calling

    def call(self, operation: str, request: str, values: Values) -> Element:
        """Call an operation and return the element in the answer's body. Raise ``CentraError`` or ``Refused``."""
        envelope = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap={"soap": ENVELOPE, "c": self.centra.namespace})
        body = etree.SubElement(envelope, f"{{{ENVELOPE}}}Body")
        self.write(body, request, {**self.login(operation), **values})
        action = self.centra.namespace + operation[0].upper() + operation[1:]
        status, content = self.post(etree.tostring(envelope, encoding="utf-8", xml_declaration=True), action)
        answer = self.answer(status, content)
        result = self.name("result")
        expected = self.name("events_Get") if operation.startswith("events_Get") else result
        if answer.tag != expected:
            if answer.tag == result:
                self.check(answer)
            raise CentraError(f"{operation}: the answer is {answer.tag}, not {expected}")
        return answer

    def login(self, _: str, /) -> Values:
        """Return the login, the first element of a request."""
        return {"login": {"username": self.centra.username, "password": self.centra.password}}

    def write(self, parent: Element, name: str, value: Any) -> None:
        """Write values as elements; a list becomes repeated elements."""
        for one in value if isinstance(value, list) else [value]:
            node = etree.SubElement(parent, self.name(name))
            if isinstance(one, dict):
                for below, values in one.items():
                    self.write(node, below, values)
            else:
                node.text = one

    def post(self, data: bytes, action: str) -> tuple[int, bytes]:
        """Return status and body of a complete answer. Raise ``CentraError``."""
        url = urlsplit(self.centra.url)
        make = HTTPSConnection if url.scheme == "https" else HTTPConnection
        http = make(url.netloc, timeout=SECONDS)
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"', "Accept-Encoding": "gzip"}
        try:
            http.request("POST", url.path, data, headers)
            response = http.getresponse()
            content = response.read()
            if response.headers.get("Content-Encoding") == "gzip":
                content = zlib.decompress(content, zlib.MAX_WBITS | 16)
        except (OSError, HTTPException, zlib.error) as error:
            raise CentraError(f"no answer: {type(error).__name__}: {error}") from error
        finally:
            http.close()
        return response.status, content

    def answer(self, status: int, content: bytes) -> Element:
        """Return the element in the body of an envelope. Raise ``CentraError`` for a fault or anything else."""
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
        )
        try:
            root = etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            raise CentraError(f"HTTP {status}, and the answer is no XML: {error}") from None
        node = root.find(f"{{{ENVELOPE}}}Body/*")
        if root.tag != f"{{{ENVELOPE}}}Envelope" or node is None:
            raise CentraError(f"HTTP {status}, and the answer is no envelope but {root.tag}")
        if node.tag == f"{{{ENVELOPE}}}Fault":
            raise CentraError(node.findtext("faultstring") or "a fault without a text")
        if status != 200:
            raise CentraError(f"HTTP {status}")
        return node


poll, state = Client.entries()

if __name__ == "__main__":
    main(Client)
