"""The framing of requests: a request whose end is ambiguous is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from centra_mock.web.http.parser import StrictParser
from centra_mock.web.http.server import HttpServer
from support.http_server import connect, is_open, read_answer, serving

HOST = b"Host: a\r\n"
POST = b"POST / HTTP/1.1\r\n" + HOST
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[HttpServer]:
    with serving() as server:
        yield server


LEGAL = {
    "no body": (b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /a a "),
    "a length": (POST + b"Content-Length: 4\r\n\r\n<a/>", b"POST / a <a/>"),
    "a length of nothing": (POST + b"Content-Length: 0\r\n\r\n", b"POST / a "),
    "a length with zeros and blanks": (POST + b"Content-Length: \t 004 \r\n\r\n<a/>", b"POST / a <a/>"),
    "names in any case": (b"POST / HTTP/1.1\r\nhOST: a\r\ncontent-LENGTH:4\r\n\r\n<a/>", b"POST / a <a/>"),
    "chunks": (CHUNKED + b"\r\n1\r\n<\r\n3\r\na/>\r\n0\r\n\r\n", b"POST / a <a/>"),
    "no chunk": (CHUNKED + b"\r\n0\r\n\r\n", b"POST / a "),
    "chunked in capitals": (POST + b"Transfer-Encoding: CHUNKED\r\n\r\n1\r\na\r\n0\r\n\r\n", b"POST / a a"),
    "zeros before a size": (CHUNKED + b"\r\n0004\r\n<a/>\r\n000\r\n\r\n", b"POST / a <a/>"),
    "a size in capitals": (CHUNKED + b"\r\nA\r\n0123456789\r\n0\r\n\r\n", b"POST / a 0123456789"),
    "extensions of chunks": (CHUNKED + b'\r\n4;a=b;c="d;e"\r\n<a/>\r\n0 ; x\r\n\r\n', b"POST / a <a/>"),
    "a trailer": (CHUNKED + b"\r\n4\r\n<a/>\r\n0\r\nX: y\r\nZ:\r\n\r\n", b"POST / a <a/>"),
    "CR LF within a chunk": (CHUNKED + b"\r\n6\r\na\r\n0\r\n\r\n0\r\n\r\n", b"POST / a a\r\n0\r\n"),
    "empty lines before": (b"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / a "),
    "an absolute address": (b"GET http://b:8080/c?d HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /c b:8080 "),
    "an empty field": (b"GET / HTTP/1.1\r\nHost: a\r\nX:\r\n\r\n", b"GET / a "),
    "many blanks": (b"GET / HTTP/1.1\r\nHost: a\r\nX:" + b" " * 60_000 + b"b\r\n\r\n", b"GET / a "),
    "as many fields as there may be": (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"A: b\r\n" * 99 + b"\r\n", b"GET / a "),
    "an expectation without a body": (
        b"GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n", b"GET / a ",
    ),
    "another option of the connection": (b"GET / HTTP/1.1\r\nHost: a\r\nConnection: te\r\n\r\n", b"GET / a "),
    "HTTP/1.0 that asks to be kept": (b"GET / HTTP/1.0\r\nHost: a\r\nConnection: Keep-Alive\r\n\r\n", b"GET / a "),
}  # fmt: skip


@pytest.mark.parametrize("name", LEGAL)
def test_valid_requests_are_answered_and_keep_the_connection(server: HttpServer, name: str) -> None:
    sent, understood = LEGAL[name]
    with connect(server) as connection:
        connection.sendall(sent)
        answer = read_answer(connection)
        assert answer is not None
        assert (answer.status, answer.body) == (200, understood)
        assert is_open(connection)


ENDED = {
    "HTTP/1.0": b"GET / HTTP/1.0\r\nHost: a\r\n\r\n",
    "a client that ends it": b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "a client that ends it, among others": b"GET / HTTP/1.1\r\nHost: a\r\nConnection: TE, Close\r\n\r\n",
}


@pytest.mark.parametrize("name", ENDED)
def test_a_connection_is_closed_after_its_answer(server: HttpServer, name: str) -> None:
    with connect(server) as connection:
        connection.sendall(ENDED[name])
        answer = read_answer(connection)
        assert answer is not None
        assert (answer.status, answer.body, answer.headers["connection"]) == (200, b"GET / a ", "close")
        assert not is_open(connection)


def test_http_1_0_needs_no_host(server: HttpServer) -> None:
    with connect(server) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        answer = read_answer(connection)
        assert answer is not None
        assert answer.status == 200


MALFORMED = {
    "no Host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two Hosts": (b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
    "two lengths": (POST + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\n<a/>", 400),
    "the same length twice": (POST + b"Content-Length: 4\r\nContent-Length: 4\r\n\r\n<a/>", 400),
    "a list of lengths": (POST + b"Content-Length: 4, 4\r\n\r\n<a/>", 400),
    "a length and chunks": (CHUNKED + b"Content-Length: 4\r\n\r\n4\r\n<a/>\r\n0\r\n\r\n", 400),
    "chunks and a length": (
        POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n<a/>\r\n0\r\n\r\n", 400,
    ),
    "an empty length": (POST + b"Content-Length:\r\n\r\n", 400),
    "a negative length": (POST + b"Content-Length: -4\r\n\r\n<a/>", 400),
    "a length with a sign": (POST + b"Content-Length: +4\r\n\r\n<a/>", 400),
    "a length with an underscore": (POST + b"Content-Length: 0_4\r\n\r\n<a/>", 400),
    "a length in hexadecimal": (POST + b"Content-Length: 0x4\r\n\r\n<a/>", 400),
    "a length in other digits": (POST + b"Content-Length: \xb2\r\n\r\n<a/>", 400),
    "a length that is no number": (POST + b"Content-Length: abc\r\n\r\n<a/>", 400),
    "a length of thousands of digits": (POST + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", 400),
    "a length beyond the limit": (POST + b"Content-Length: 999999999999\r\n\r\n", 413),
    "a blank before the colon": (POST + b"Content-Length : 4\r\n\r\n<a/>", 400),
    "a name with a blank": (POST + b"Content Length: 4\r\n\r\n<a/>", 400),
    "no name": (POST + b": 4\r\n\r\n", 400),
    "no colon": (POST + b"Content-Length\r\n\r\n", 400),
    "a folded field": (POST + b"X: a\r\n b\r\n\r\n", 400),
    "a fold by a tab": (POST + b"X: a\r\n\tb\r\n\r\n", 400),
    "a fold after the request line": (b"GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400),
    "bare LFs": (b"GET / HTTP/1.1\nHost: a\n\n", 400),
    "a bare LF in the header": (POST + b"X: a\nContent-Length: 4\r\n\r\n<a/>", 400),
    "a bare LF at the end": (b"GET / HTTP/1.1\r\nHost: a\r\n\n", 400),
    "a bare LF before the request": (b"\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "a bare CR": (POST + b"X: a\rContent-Length: 4\r\n\r\n<a/>", 400),
    "a NUL": (POST + b"X: a\0b\r\n\r\n", 400),
    "a control character": (POST + b"X: a\x01b\r\n\r\n", 400),
    "blanks and a control character": (POST + b"X:" + b" " * 60_000 + b"\x01\r\n\r\n", 400),
    "a blank before the request line": (b" GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "two blanks in the request line": (b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "a blank after the request line": (b"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400),
    "a blank in the address": (b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "no version": (b"GET /\r\nHost: a\r\n\r\n", 400),
    "an address that is none": (b"GET http://[/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "letters beyond ASCII in the address": (b"GET /\xe4 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    "HTTP/1.2": (b"GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    "a long address": (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
    "a long field": (POST + b"X: " + b"a" * 70_000 + b"\r\n\r\n", 431),
    "many fields": (POST + b"A: a\r\n" * 200 + b"\r\n", 431),
    "chunks in HTTP/1.0": (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "chunked twice": (POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 400),
    "chunked in two fields": (CHUNKED + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "no coding": (POST + b"Transfer-Encoding:\r\n\r\n", 400),
    "chunked with a vertical tab": (POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n", 400),
    "another coding": (POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
    "no coding at all": (POST + b"Transfer-Encoding: identity\r\n\r\n", 501),
    "a coding that is nearly chunked": (POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501),
    "a size with a sign": (CHUNKED + b"\r\n+4\r\n<a/>\r\n0\r\n\r\n", 400),
    "a negative size": (CHUNKED + b"\r\n-4\r\n<a/>\r\n0\r\n\r\n", 400),
    "a size with 0x": (CHUNKED + b"\r\n0x4\r\n<a/>\r\n0\r\n\r\n", 400),
    "a size with an underscore": (CHUNKED + b"\r\n0_4\r\n<a/>\r\n0\r\n\r\n", 400),
    "a size after a blank": (CHUNKED + b"\r\n 4\r\n<a/>\r\n0\r\n\r\n", 400),
    "a size before a blank": (CHUNKED + b"\r\n4 \r\n<a/>\r\n0\r\n\r\n", 400),
    "a size of no digits": (CHUNKED + b"\r\nzz\r\n<a/>\r\n0\r\n\r\n", 400),
    "an empty size": (CHUNKED + b"\r\n\r\n<a/>\r\n0\r\n\r\n", 400),
    "a size without end": (CHUNKED + b"\r\n" + b"f" * 60 + b"\r\n<a/>", 400),
    "a size beyond the limit": (CHUNKED + b"\r\n4" + b";a=" + b"b" * 5000 + b"\r\n<a/>\r\n0\r\n\r\n", 400),
    "an extension with a control character": (CHUNKED + b"\r\n4;\x00\r\n<a/>\r\n0\r\n\r\n", 400),
    "an LF after a size": (CHUNKED + b"\r\n4\n<a/>\r\n0\r\n\r\n", 400),
    "an LF after a chunk": (CHUNKED + b"\r\n4\r\n<a/>\n0\r\n\r\n", 400),
    "no CR LF after a chunk": (CHUNKED + b"\r\n4\r\n<a/>0\r\n\r\n", 400),
    "a chunk that is longer than its size": (CHUNKED + b"\r\n3\r\n<a/>\r\n0\r\n\r\n", 400),
    "a trailer that is no field": (CHUNKED + b"\r\n0\r\nGET / HTTP/1.1\r\n\r\n", 400),
    "a trailer without end": (CHUNKED + b"\r\n0\r\n" + b"X: y\r\n" * 3000 + b"\r\n", 400),
    "a trailer with LFs": (CHUNKED + b"\r\n0\r\nX: y\n\n", 400),
    "no HTTP": (b"GARBAGE\r\n\r\n", 400),
}  # fmt: skip


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_requests_are_refused_and_close_the_connection(server: HttpServer, name: str) -> None:
    sent, status = MALFORMED[name]
    with connect(server) as connection:
        connection.sendall(sent + b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
        answer = read_answer(connection)
        assert answer is not None
        assert (answer.status, answer.headers["connection"]) == (status, "close")
        assert answer.headers["content-type"].startswith("text/plain")
        assert answer.body.startswith(b"%d " % status)
        assert answer.body.count(b"\n") == 1
        assert not is_open(connection)


def test_earlier_requests_are_answered_first(server: HttpServer) -> None:
    with connect(server) as connection:
        connection.sendall(LEGAL["chunks"][0] + MALFORMED["a negative size"][0] + LEGAL["no body"][0])
        first, second = read_answer(connection), read_answer(connection)
        assert first is not None
        assert second is not None
        assert (first.status, second.status) == (200, 400)
        assert not is_open(connection)


def parsed(server: HttpServer, sent: bytes, size: int) -> StrictParser:
    """Return the first request in data that is sent in pieces of a size."""
    request = StrictParser(server.adj)
    for place in range(0, len(sent), size):
        piece = sent[place : place + size]
        while piece and not request.completed:
            piece = piece[request.received(piece) :]
            if request.empty:
                request = StrictParser(server.adj)
    return request


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("name", [*LEGAL, *MALFORMED])
def test_the_pieces_of_a_request_do_not_matter(server: HttpServer, name: str, size: int) -> None:
    sent = (LEGAL.get(name) or MALFORMED[name])[0]
    whole, pieces = parsed(server, sent, len(sent)), parsed(server, sent, size)
    assert whole.completed
    assert pieces.completed
    assert getattr(whole.error, "code", None) == getattr(pieces.error, "code", None)
    assert whole.get_body_stream().read() == pieces.get_body_stream().read()
    assert whole.headers == pieces.headers
