"""Reads a request as RFC 9112 has it: what two servers could understand in two ways is refused."""

from __future__ import annotations

import re
from typing import Any

from waitress.buffers import OverflowableBuffer
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import BadRequest, Error, RequestHeaderFieldsTooLarge

from centra_mock.web.http.chunks import ChunkedBody

_REQUEST_LINE = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Z]+ [^ ]+ HTTP/([0-9])\.([0-9])")
_BARE = re.compile(rb"\r(?!\n|\Z)|(?<!\r)\n")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FOLD = re.compile(rb"\r\n[ \t]")
_PADDING = re.compile(rb"(\r\n[^:\r]*:)[ \t]+")
"""Blanks before a value. waitress looks for the end of many of them in quadratic time."""

_LONGEST_LENGTH = 15
"""Digits of a Content-Length."""


class URITooLong(BadRequest):  # type: ignore[misc]
    code = 414
    reason = "URI Too Long"


class RequestTimeout(BadRequest):  # type: ignore[misc]
    code = 408
    reason = "Request Timeout"


class UnsupportedCoding(BadRequest):  # type: ignore[misc]
    code = 501
    reason = "Not Implemented"


class VersionNotSupported(BadRequest):  # type: ignore[misc]
    code = 505
    reason = "HTTP Version Not Supported"


class StrictParser(HTTPRequestParser):  # type: ignore[misc]
    """A request as it comes in: ``completed`` once nothing more is to be read of it.

    ``adj.limits`` are the ``Limits`` of the server.
    """

    command = ""
    path = ""
    expect_continue: bool
    error: Error | None
    """What is wrong with the request."""
    connection = ""
    """``close`` or ``keep-alive``, where the client asks for it."""
    _held = b""
    """The start of a line of the header."""
    is_truncated = False
    """The client ended its side before the end of the body."""

    def received(self, data: bytes) -> int:
        """Take data, and return how many bytes of it belong to this request."""
        held = 0
        if self.body_rcv is None:
            if self._is_within_line(data):
                self._held += data
                return len(data)
            held, data, self._held = len(self._held), self._held + data, b""
            self.error = self._find_error(data)
        consumed: int = len(data) if self.error else super().received(data)
        if self.error:
            self.refuse(self.error)
            consumed = len(data)  # after malformed framing, what follows is no request
        return consumed - held

    def _is_within_line(self, data: bytes) -> bool:
        """Return whether data is within a header line. Checking the whole header for each byte would take too long."""
        before = len(self.header_plus) + len(self._held)
        return before > 0 and b"\n" not in data and before + len(data) <= self.adj.limits.header

    def refuse(self, error: Error) -> None:
        """Complete the request with an error."""
        self.error = error
        self.version = "1.1"
        self.completed = True

    def mark_truncated(self) -> None:
        """Complete a request whose body does not come to its end."""
        self.is_truncated = True
        self.completed = True

    def _find_error(self, data: bytes) -> Error | None:
        """Return what is wrong with the header, as far as it has come."""
        limits = self.adj.limits
        head, end, _ = (self.header_plus + data).partition(b"\r\n\r\n")
        known = max(len(self.header_plus) - 1, 0)  # what came before was looked at, but for a CR at its end
        if _BARE.search(head, known):
            return BadRequest("a line of the header does not end with CR LF")
        if _CONTROL.search(head, known):
            return BadRequest("the header contains a control character")
        head = head.lstrip(b"\r\n")  # empty lines before a request are allowed
        line, _, fields = head.partition(b"\r\n")
        if len(line) > limits.request_line:
            return URITooLong(f"the request line is longer than {limits.request_line} bytes")
        if len(head) > limits.header or fields.count(b"\r\n") + bool(end) > limits.header_fields:
            return RequestHeaderFieldsTooLarge(
                f"a header has at most {limits.header_fields} fields and {limits.header} bytes"
            )
        return _framing(line, fields) if end and head else None

    def parse_header(self, header_plus: bytes) -> None:
        try:
            super().parse_header(_PADDING.sub(rb"\1", header_plus))
        except ValueError:
            raise ParsingError("the address in the request line is malformed") from None
        if self.chunked:
            self.body_rcv = ChunkedBody(OverflowableBuffer(self.adj.inbuf_overflow))
        # waitress would wait for a body without end.
        self.expect_continue = self.expect_continue and self.body_rcv is not None
        if self.proxy_netloc:
            self.headers["HOST"] = self.proxy_netloc
        options = {option.strip(" \t").lower() for option in self.headers.get("CONNECTION", "").split(",")}
        self.connection = next((name for name in ("close", "keep-alive") if name in options), "")

    def get_body_stream(self) -> Any:
        stream = super().get_body_stream()
        return TruncatedBody(stream) if self.is_truncated and self.chunked else stream


def _framing(line: bytes, fields: bytes) -> Error | None:
    """Return what is wrong with a complete header, or with its framing of the body."""
    found = _REQUEST_LINE.fullmatch(line)
    if found is None:
        return BadRequest(f"the request line is {line[:80].decode('latin-1')!r}; write METHOD /path HTTP/1.1")
    if found[1] != b"1" or found[2] not in b"01":
        return VersionNotSupported("this server speaks HTTP/1.1 and HTTP/1.0")
    if _FOLD.search(b"\r\n" + fields):
        return BadRequest("a field of the header is folded; write it in one line")
    values: dict[bytes, list[bytes]] = {}
    for field in fields.split(b"\r\n"):
        name, _, value = field.partition(b":")
        values.setdefault(name.lower(), []).append(value.strip(b" \t"))
    hosts, lengths, codings = (values.get(name, []) for name in (b"host", b"content-length", b"transfer-encoding"))
    if len(hosts) > 1 or (not hosts and found[2] == b"1"):
        return BadRequest(f"the header has {len(hosts)} Host fields; HTTP/1.1 asks for one")
    if len(lengths) > 1:
        return BadRequest("the header has more than one Content-Length; send it once")
    if lengths and not (lengths[0].isdigit() and len(lengths[0]) <= _LONGEST_LENGTH):
        length = lengths[0][:40].decode("latin-1")
        return BadRequest(f"the Content-Length is {length!r}; send the number of bytes of the body")
    return _coding(codings, bool(lengths), found[2] == b"1") if codings else None


def _coding(codings: list[bytes], has_length: bool, knows_chunks: bool) -> Error | None:
    if not knows_chunks:
        return BadRequest("HTTP/1.0 has no Transfer-Encoding; send a Content-Length")
    if has_length:
        return BadRequest("the header has both a Content-Length and a Transfer-Encoding; send one of them")
    coding = b",".join(codings).lower()
    if coding == b"chunked":
        return None
    named = coding[:40].decode("latin-1")
    if not coding.replace(b"chunked", b"").strip(b", \t"):
        return BadRequest(f"the Transfer-Encoding is {named!r}; say chunked once")
    return UnsupportedCoding(f"the Transfer-Encoding is {named!r}; this server knows chunked alone")


class TruncatedBody:
    """The chunks of a body that came, and then the error that the rest did not."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        """Read from the body. Raises ``ConnectionError`` at the end of what was received."""
        data: bytes = self._stream.read(size)
        if not data:
            raise ConnectionError("The client hung up within the body.")
        return data
