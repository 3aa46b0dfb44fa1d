"""Diagnostics for the document and its HTTP headers: well-formed XML, SOAP 1.1, content type, charset."""

from __future__ import annotations

import re
from collections.abc import Iterator

from centra_mock.error_codes import Code
from centra_mock.web.admin.advice.context import Diagnosis, DiagnosisContext
from centra_mock.wire.endpoints import ENVELOPE, ENVELOPE_1_2

_XML = "text/xml"
_BLANKS = b"\xef\xbb\xbf \t\r\n"
"""What may stand before a document, a byte order mark too."""
_BARE_AMPERSAND = re.compile(rb"&(?!(?:#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos);)")


def _empty(context: DiagnosisContext) -> Iterator[str]:
    if context.code in (Code.EMPTY_REQUEST, Code.UNKNOWN_LENGTH):
        yield "The body is empty: send a SOAP 1.1 envelope, and say its length in Content-Length or send it in chunks."


def _no_xml(context: DiagnosisContext) -> Iterator[str]:
    if context.code == Code.MALFORMED_XML and not context.exchange.request.lstrip(_BLANKS).startswith(b"<"):
        yield f'The body is no XML: send <Envelope xmlns="{ENVELOPE}"><Body>…</Body></Envelope>.'


def _doctype(context: DiagnosisContext) -> Iterator[str]:
    if context.code == Code.DOCTYPE_NOT_ALLOWED:
        yield "Leave the <!DOCTYPE …> out: the envelope's own element comes first, after the XML declaration."


def _soap_1_2(context: DiagnosisContext) -> Iterator[str]:
    if context.code == Code.SOAP_VERSION_MISMATCH:
        yield f'Write xmlns="{ENVELOPE}" in place of "{ENVELOPE_1_2}", with Content-Type: {_XML} and a SOAPAction.'


def _content_type(context: DiagnosisContext) -> Iterator[str]:
    sent = context.content_type
    if not context.exchange.request or _is_soap_1_2(context) or sent.partition(";")[0].strip().lower() == _XML:
        return
    instead = f", not {sent[:80]}" if sent else ""
    yield f"Send Content-Type: {_XML}; charset=utf-8{instead}: so SOAP 1.1 has it. The mock does not mind; others may."


def _charset(context: DiagnosisContext) -> Iterator[str]:
    is_utf_8 = "\ufffd".encode() not in context.exchange.request
    if context.code == Code.CHARSET_MISMATCH and "charset" in context.content_type.lower() and is_utf_8:
        yield f"The body is in UTF-8: send Content-Type: {_XML}; charset=utf-8, or no charset at all."


def _ampersand(context: DiagnosisContext) -> Iterator[str]:
    request = context.exchange.request
    found = _BARE_AMPERSAND.search(request)
    if found and context.code == Code.MALFORMED_XML:
        near = request[max(found.start() - 20, 0) : found.end() + 10].decode("utf-8", "replace")
        yield f"An & is written &amp; in XML, as it should be here: …{near}…"


def _is_soap_1_2(context: DiagnosisContext) -> bool:
    return ENVELOPE_1_2.encode() in context.exchange.request


DIAGNOSES: tuple[Diagnosis, ...] = (_empty, _no_xml, _doctype, _soap_1_2, _content_type, _charset, _ampersand)
