"""Unusual and invalid HTTP gets a clear answer: no HTML page, no stack trace, no missing answer."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from lxml import etree

from centra_mock import Centra
from support.wire import call, envelope, login

CHUNKED = b"Transfer-Encoding: chunked\r\n"
PATH = "/system/service/module/soap/api"


@dataclass
class Answer:
    status: int
    headers: bytes
    body: bytes

    @property
    def fault(self) -> str | None:
        return etree.fromstring(self.body).findtext(".//faultstring")


def say(centra: Centra, sent: bytes) -> bytes:
    """Send bytes, close that direction, and read the whole answer."""
    address = urlsplit(centra.url)
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def exchange(centra: Centra, sent: bytes) -> Answer:
    received = say(centra, sent)
    while received.startswith(b"HTTP/1.1 100 "):
        received = received.partition(b"\r\n\r\n")[2]
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1."), received
    assert b"<html" not in body.lower()
    assert b"Traceback" not in body
    return Answer(int(head.split()[1]), head.lower(), body)


def request(
    centra: Centra, headers: bytes = b"", body: bytes | None = None, method: str = "POST", path: str | None = None
) -> bytes:
    """Return a request with these headers and a Host."""
    asked = envelope(f"<events_GetRequest>{login(centra)}<type>all</type></events_GetRequest>").encode()
    if body is None:
        headers, body = headers + b"Content-Length: %d\r\n" % len(asked), asked
    path = f"/{centra.name}{PATH}" if path is None else path
    host = b"" if b"Host:" in headers else b"Host: mock\r\n"
    return f"{method} {path} HTTP/1.1\r\n".encode("latin-1") + host + headers + b"\r\n" + body


def chunks(data: bytes, size: int = 100) -> bytes:
    parts = [data[start : start + size] for start in range(0, len(data), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def own_body(centra: Centra) -> bytes:
    return request(centra).partition(b"\r\n\r\n")[2]


def test_chunks(centra: Centra) -> None:
    answer = exchange(centra, request(centra, CHUNKED, chunks(own_body(centra))))
    assert (answer.status, answer.fault) == (200, None)


def test_an_expectation_is_met(centra: Centra) -> None:
    assert exchange(centra, request(centra, b"Expect: 100-continue\r\n")).status == 200


def test_http_1_0(centra: Centra) -> None:
    assert exchange(centra, request(centra).replace(b"HTTP/1.1", b"HTTP/1.0")).status == 200


@pytest.mark.parametrize(
    ("headers", "body", "fault"),
    [
        (b"", b"", "no Content-Length"),
        (b"Content-Length: 0\r\n", b"", "empty"),
        (b"Content-Length: 5\r\n", b"<a/>", "breaks off after 4 bytes"),
        (CHUNKED, b"8\r\n<a/>", "breaks off after 4 bytes"),
        (CHUNKED, b"4\r\n<a/>\r\n", "breaks off after 4 bytes"),
        (CHUNKED, b"", "breaks off after 0 bytes"),
    ],
)
def test_a_missing_body(centra: Centra, headers: bytes, body: bytes, fault: str) -> None:
    answer = exchange(centra, request(centra, headers, body))
    assert answer.status == 500
    assert fault in str(answer.fault)
    assert call(centra, "events_GetRequest", "<type>all</type>").fault is None


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"])
def test_other_methods(centra: Centra, method: str) -> None:
    answer = exchange(centra, request(centra, method=method))
    assert (answer.status, answer.body) == (405, b"Call operations with POST, and get the WSDL with GET ?wsdl.\n")
    assert b"\r\nallow: get, head, post\r\n" in answer.headers


def test_head_has_no_body(centra: Centra) -> None:
    for query in ("", "?wsdl"):
        answer = exchange(centra, request(centra, body=b"", method="HEAD", path=f"/{centra.name}{PATH}{query}"))
        assert (answer.status, answer.body) == (200, b"")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET http://[/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nA: " + b"a" * 70_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + b"A: a\r\n" * 200 + b"\r\n", 431),
        (b"GET //[ HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        (b"GET /%ff<b>%0d%0a HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        (b"GET /../ams/../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        (b"GET /a%0a" + PATH.encode() + b" HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        (b"GET /-a" + PATH.encode() + b" HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        (b"GET /" + b"a" * 65 + PATH.encode() + b" HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        (b"GET / HTTP/1.1\r\nHost: " + b"a" * 300 + b"\r\n\r\n", 200),
    ],
)
def test_unknown_paths(centra: Centra, sent: bytes, status: int) -> None:
    answer = exchange(centra, sent)
    assert answer.status == status
    assert b"content-type: text/plain" in answer.headers
    assert call(centra, "events_GetRequest", "<type>all</type>").fault is None


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (b"GARBAGE", 400),
        (b"GET / HTTP/x.y", 400),
        (b"GET / HTTP/3.0", 505),
    ],
)
def test_invalid_http_is_answered_with_one_line(centra: Centra, line: bytes, status: int) -> None:
    answer = exchange(centra, line + b"\r\n\r\n")
    assert answer.status == status
    assert answer.body.count(b"\n") == 1


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        (b"erp.example:8080", "erp.example:8080"),
        (b"[::1]:8080", "[::1]:8080"),
        (b'a"><script>', None),
        (b"a'&amp;", None),
        (b"a/b?c#d", None),
        (b"user@a", None),
        (b"a:b:c", None),
        (b"\xff", None),
        (b"", None),
    ],
)
def test_the_url_in_the_wsdl_is_valid(centra: Centra, host: bytes, shown: str | None) -> None:
    headers = b"Host: " + host + b"\r\nX-Forwarded-Proto: javascript:alert(1)//\r\n"
    answer = exchange(centra, request(centra, headers, b"", "GET", f"/{centra.name}{PATH}?wsdl"))
    (address,) = etree.fromstring(answer.body).iter("{http://schemas.xmlsoap.org/wsdl/soap/}address")
    expected = centra.url if shown is None else f"http://{shown}/{centra.name}{PATH}"
    assert address.get("location") == expected


def test_a_proxy_may_set_https(centra: Centra) -> None:
    headers = b"X-Forwarded-Proto: https, http\r\n"
    answer = exchange(centra, request(centra, headers, b"", "GET", f"/{centra.name}{PATH}?WSDL"))
    assert f'location="https://mock/{centra.name}{PATH}"'.encode() in answer.body
