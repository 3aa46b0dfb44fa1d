"""From bytes to a SOAP 1.1 envelope that is safe to read, and back. Every mistake is a ``BadRequest``."""

from __future__ import annotations

import codecs
import re

from lxml import etree

from centra_mock.error_codes import Code
from centra_mock.errors import BadRequest
from centra_mock.suggestions import nearest
from centra_mock.wire.endpoints import BODY_PREFIX, ENDPOINTS, ENVELOPE, ENVELOPE_1_2, ENVELOPE_PREFIX, Endpoint
from centra_mock.wire.operations import BY_REQUEST, OPERATIONS, Operation
from centra_mock.wire.tree import UNPRINTABLE, Element, escape_text

_DECLARATION = re.compile(r"""\s*<\?xml\s+version\s*=\s*["']1\.[^>]*\?>""")
_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]*?encoding\s*=\s*["']([^"'<>]{0,40})""")
_DOCTYPE = re.compile(r"(?:\s|<!--(?>.*?-->)|<\?(?>.*?\?>))*+<!DOCTYPE", re.DOTALL)
"""Looked for before the parser runs, which would expand entities in attributes."""

_STARTS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
"""Python's own: no other program knows them, and some are very slow."""

_MOST_NAMED = 5
_LONGEST = 200
"""Characters of a name that a message repeats."""


class VersionMismatch(BadRequest):
    """An envelope of another SOAP version."""

    faultcode = "VersionMismatch"


def parse(data: bytes, charset: str | None, max_depth: int) -> Element:
    """Return the envelope. ``charset`` is the Content-Type's, which goes before what the document says.

    Raises ``BadRequest`` for what is no SOAP 1.1 envelope, or is nested deeper than ``max_depth`` elements.
    """
    if not data.strip(b" \t\r\n\0"):
        raise BadRequest(Code.EMPTY_REQUEST, "The request is empty; a SOAP 1.1 envelope is expected.")
    document = _decoded(data, charset)
    if _DOCTYPE.match(document):
        raise BadRequest(
            Code.DOCTYPE_NOT_ALLOWED, "The request has a DOCTYPE; document types and entities are not accepted."
        )
    try:
        root = etree.fromstring(document.encode("utf-8", "surrogatepass"), _parser())
    except etree.XMLSyntaxError as error:
        raise _malformed(document, str(error.msg), max_depth) from None
    _check_depth(root, max_depth)
    if root.tag == f"{{{ENVELOPE_1_2}}}Envelope":
        raise VersionMismatch(Code.SOAP_VERSION_MISMATCH, "This is a SOAP 1.2 envelope; the API speaks SOAP 1.1.")
    if root.tag != f"{{{ENVELOPE}}}Envelope":
        raise BadRequest(
            Code.NOT_AN_ENVELOPE, f"The document is {_name(root)}, but a SOAP 1.1 Envelope ({ENVELOPE}) is expected."
        )
    return root


def operation_of(envelope: Element, endpoint: Endpoint) -> tuple[Operation, Element]:
    """Return the operation that a request asks for, and its element. Raises ``BadRequest``."""
    bodies = envelope.findall(f"{{{ENVELOPE}}}Body")
    if len(bodies) != 1:
        raise BadRequest(
            Code.NOT_ONE_OPERATION,
            f"The envelope has {len(bodies) or 'no'} Body; it has one, with one operation in it.",
        )
    asked = [node for node in bodies[0] if isinstance(node.tag, str)]
    if len(asked) != 1:
        more = ", …" if len(asked) > _MOST_NAMED else ""
        names = f": {', '.join(map(_name, asked[:_MOST_NAMED]))}{more}" if asked else ""
        raise BadRequest(
            Code.NOT_ONE_OPERATION,
            f"The Body holds {len(asked) or 'no'} operation{'s' if asked else ''}{names}; it holds one.",
        )
    name = etree.QName(asked[0])
    operation = BY_REQUEST.get(name.localname)
    if operation is None:
        near = _near(name.localname)
        hint = f"did you mean {near}?" if near else f"there are {', '.join(BY_REQUEST)}."
        raise BadRequest(
            Code.UNKNOWN_OPERATION, f"There is no operation with the request element {_cut(name.localname)}; {hint}"
        )
    if name.namespace != endpoint.namespace:
        raise BadRequest(
            Code.NAMESPACE_MISMATCH,
            f"{name.localname} is in the namespace {_cut(name.namespace or '(none)')}, but the {endpoint.name} "
            f"endpoint expects {endpoint.namespace}{_who_has(name.namespace)}.",
        )
    return operation, asked[0]


def check_action(action: str | None, operation: Operation, namespace: str) -> None:
    """Raise ``BadRequest`` for a SOAPAction of another operation than the body's; none, or an empty one, is fine."""
    sent = (action or "").strip().strip('"')
    right = operation.soap_action(namespace)
    if sent and sent != right:
        raise BadRequest(
            Code.SOAP_ACTION_MISMATCH,
            f'The SOAPAction is "{sent[:120]}", but the body asks for {operation.request}; it would be "{right}".',
        )


def wrap(body: bytes, namespace: str) -> bytes:
    """Return a whole answer, with the prefixes that Centra writes."""
    return b"%s%s%s" % (_opening(namespace), body, _CLOSING)


def fault(code: str, message: str) -> bytes:
    """Return the body of an answer that is a fault."""
    return _FAULT % (f"{ENVELOPE_PREFIX}:{code}".encode(), escape_text(message))


def _opening(namespace: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{ENVELOPE_PREFIX}:Envelope xmlns:{ENVELOPE_PREFIX}="{ENVELOPE}" '
        f'xmlns:{BODY_PREFIX}="{namespace}"><{ENVELOPE_PREFIX}:Body>'
    ).encode()


_CLOSING = f"</{ENVELOPE_PREFIX}:Body></{ENVELOPE_PREFIX}:Envelope>".encode()
_FAULT = (
    f"<{ENVELOPE_PREFIX}:Fault><faultcode>%b</faultcode><faultstring>%b</faultstring></{ENVELOPE_PREFIX}:Fault>"
).encode()


def _parser() -> etree.XMLParser:
    # There is no DOCTYPE here, and sizes have limits of our own: the parser's would refuse a text of 10 MB.
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=True
    )


def _decoded(data: bytes, charset: str | None) -> str:
    """Return the document with blanks for its declaration, so that places in it stay what they were."""
    name, source = (charset, "its Content-Type") if charset else _own_charset(data)
    try:
        if len(name) > 40 or codecs.lookup(name).name in _NO_CHARSETS:
            raise LookupError
        text = data.decode(name)
    except UnicodeDecodeError as error:
        raise BadRequest(
            Code.CHARSET_MISMATCH, f"The request is not in {name}, as {source} says: byte {error.start}."
        ) from None
    except (LookupError, ValueError):
        raise BadRequest(Code.UNKNOWN_CHARSET, f"The charset {name[:40]!r} is not known; use utf-8.") from None
    text = text.removeprefix("\ufeff")
    declaration = _DECLARATION.match(text)
    return re.sub(r"\S", " ", declaration[0]) + text[declaration.end() :] if declaration else text


def text_of(data: bytes, charset: str | None) -> str:
    """Return a document as it can be read, without its declaration; never raises."""
    try:
        return _decoded(data, charset).lstrip()
    except BadRequest:
        return data.decode("utf-8", "replace")


def _own_charset(data: bytes) -> tuple[str, str]:
    """Return the charset that a document declares, and where."""
    for start, name in _STARTS:
        if data.startswith(start):
            return name, "its first bytes"
    if declared := _DECLARED.match(data):
        return declared[1].decode("latin-1"), "its XML declaration"
    return "utf-8", "a document without a declaration"


def _malformed(document: str, message: str, max_depth: int) -> BadRequest:
    """Return the error for what the parser refused."""
    if message.startswith("Excessive depth"):
        return _too_deep(max_depth)
    if odd := UNPRINTABLE.search(document):
        line = document.count("\n", 0, odd.start()) + 1
        return BadRequest(
            Code.MALFORMED_XML,
            f"The request is not well-formed XML: the character U+{ord(odd[0]):04X} in line {line} is not allowed.",
        )
    return BadRequest(Code.MALFORMED_XML, f"The request is not well-formed XML: {message}")


def _check_depth(root: Element, limit: int) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limit:
            raise _too_deep(limit)


def _too_deep(limit: int) -> BadRequest:
    return BadRequest(
        Code.NESTED_TOO_DEEP, f"The request is nested more than {limit} elements deep (policy max_depth)."
    )


def _name(node: Element) -> str:
    name = etree.QName(node)
    return f"{_cut(name.localname)} in {_cut(name.namespace or 'no namespace')}"


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"


def _near(name: str) -> str | None:
    """Return the request element that may have been meant: that of an operation of this name, or a similar one."""
    named = [operation.request for operation in OPERATIONS if operation.name == name]
    return next(iter(named), None) or nearest(name, BY_REQUEST)


def _who_has(namespace: str | None) -> str:
    names = [endpoint.name for endpoint in ENDPOINTS if endpoint.namespace == namespace]
    return f" ({namespace} is that of {' and '.join(names)})" if names else ""
