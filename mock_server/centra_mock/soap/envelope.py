"""From bytes to a SOAP 1.1 envelope that is safe to read, and back. Every mistake is a ``BadRequest``."""

from __future__ import annotations

import codecs
import re
from difflib import get_close_matches
from html import escape

from lxml import etree

from centra_mock.errors import BadRequest
from centra_mock.wire.names import BODY_PREFIX, ENDPOINTS, ENVELOPE, ENVELOPE_1_2, ENVELOPE_PREFIX, Endpoint
from centra_mock.wire.operations import BY_REQUEST, Operation
from centra_mock.wire.tree import Element

_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_UTF_8 = ("utf-8", "utf8")


class VersionMismatch(BadRequest):
    """An envelope of another SOAP version."""


def parse(data: bytes, charset: str | None, max_depth: int) -> Element:
    """The envelope. ``charset`` is the Content-Type's, which goes before what the document says."""
    if not data.strip(b" \t\r\n\0"):
        raise BadRequest("The request is empty; a SOAP 1.1 envelope is expected.")
    try:
        root = etree.fromstring(_recoded(data, charset), _parser())
    except etree.XMLSyntaxError as error:
        raise BadRequest(f"The request is not well-formed XML: {error.msg}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadRequest("The request has a DOCTYPE; document types and entities are not accepted.")
    _check_depth(root, max_depth)
    if root.tag == f"{{{ENVELOPE_1_2}}}Envelope":
        raise VersionMismatch("This is a SOAP 1.2 envelope; the API speaks SOAP 1.1.")
    if root.tag != f"{{{ENVELOPE}}}Envelope":
        raise BadRequest(f"The document is {_name(root)}, but a SOAP 1.1 Envelope ({ENVELOPE}) is expected.")
    return root


def operation_of(envelope: Element, endpoint: Endpoint) -> tuple[Operation, Element]:
    """The operation that a request asks for, and its element."""
    bodies = envelope.findall(f"{{{ENVELOPE}}}Body")
    if len(bodies) != 1:
        raise BadRequest(f"The envelope has {len(bodies) or 'no'} Body; it has one, with one operation in it.")
    asked = [node for node in bodies[0] if isinstance(node.tag, str)]
    if len(asked) != 1:
        names = f": {', '.join(_name(node) for node in asked)}" if asked else ""
        raise BadRequest(f"The Body holds {len(asked) or 'no'} operation{'s' if asked else ''}{names}; it holds one.")
    name = etree.QName(asked[0])
    operation = BY_REQUEST.get(name.localname)
    if operation is None:
        near = get_close_matches(name.localname, BY_REQUEST, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(BY_REQUEST)}."
        raise BadRequest(f"There is no operation with the request element {name.localname}; {hint}")
    if name.namespace != endpoint.namespace:
        raise BadRequest(
            f"{name.localname} is in the namespace {name.namespace or '(none)'}, but the {endpoint.name} endpoint "
            f"expects {endpoint.namespace}{_who_has(name.namespace)}."
        )
    return operation, asked[0]


def check_action(action: str | None, operation: Operation, namespace: str) -> None:
    """A SOAPAction that is sent names the operation in the body; none, or an empty one, is fine."""
    sent = (action or "").strip().strip('"')
    right = operation.soap_action(namespace)
    if sent and sent != right:
        raise BadRequest(
            f'The SOAPAction is "{sent[:120]}", but the body asks for {operation.request}; it would be "{right}".'
        )


def wrap(body: bytes, namespace: str) -> bytes:
    """A whole response, with the prefixes that Centra writes."""
    return b"%s%s%s" % (_opening(namespace), body, _CLOSING)


def fault(code: str, message: str) -> bytes:
    """The body of an answer to a request that cannot be served."""
    return _FAULT % (f"{ENVELOPE_PREFIX}:{code}".encode(), escape(_printable(message), quote=False).encode())


def _opening(namespace: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{ENVELOPE_PREFIX}:Envelope xmlns:{ENVELOPE_PREFIX}="{ENVELOPE}" '
        f'xmlns:{BODY_PREFIX}="{namespace}"><{ENVELOPE_PREFIX}:Body>'
    ).encode()


_CLOSING = f"</{ENVELOPE_PREFIX}:Body></{ENVELOPE_PREFIX}:Envelope>".encode()
_FAULT = (
    f"<{ENVELOPE_PREFIX}:Fault><faultcode>%b</faultcode><faultstring>%b</faultstring></{ENVELOPE_PREFIX}:Fault>"
).encode()
_UNPRINTABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _printable(message: str) -> str:
    return _UNPRINTABLE.sub("\ufffd", message)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )


def _recoded(data: bytes, charset: str | None) -> bytes:
    """The document in UTF-8, if the Content-Type says in what it is written."""
    if charset is None:
        return data
    try:
        codec = codecs.lookup("utf-8-sig" if charset.lower() in _UTF_8 else charset)
        text = codec.decode(data)[0]
    except LookupError:
        raise BadRequest(f"The charset {charset[:40]!r} is not known; use utf-8.") from None
    except UnicodeDecodeError as error:
        raise BadRequest(f"The request is not in {charset}, as its Content-Type says: byte {error.start}.") from None
    return _DECLARATION.sub("", text, count=1).encode("utf-8", "surrogatepass")


def _check_depth(root: Element, limit: int) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limit:
            raise BadRequest(f"The request is nested more than {limit} elements deep.")


def _name(node: Element) -> str:
    name = etree.QName(node)
    return f"{name.localname} in {name.namespace or 'no namespace'}"


def _who_has(namespace: str | None) -> str:
    names = [endpoint.name for endpoint in ENDPOINTS if endpoint.namespace == namespace]
    return f" ({namespace} is that of {' and '.join(names)})" if names else ""
