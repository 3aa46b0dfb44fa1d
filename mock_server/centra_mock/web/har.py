"""The journal as an HTTP archive (HAR 1.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import Any

import msgspec

from centra_mock.domain.exchange import Exchange
from centra_mock.web.exports import json_lines
from centra_mock.wire.http import Headers

_UNKNOWN = -1
"""What HAR writes for a size or a time that was not measured."""


def write_har(exchanges: Iterable[Exchange]) -> Iterator[bytes]:
    """Yield an HTTP archive (HAR 1.2), while the exchanges are read."""
    creator = {"name": "centra-mock", "version": version("centra-mock")}
    yield b'{"log":{"version":"1.2","creator":' + msgspec.json.encode(creator) + b',"entries":'
    yield from json_lines(_entry(exchange) for exchange in exchanges)
    yield b"}}\n"


def _entry(exchange: Exchange) -> dict[str, Any]:
    milliseconds = exchange.microseconds / 1000
    host = dict(exchange.request_headers).get("Host", "localhost")
    return {
        "startedDateTime": exchange.at,
        "time": milliseconds,
        "request": {
            "method": "POST",
            "url": f"http://{host}{exchange.path}",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _headers(exchange.request_headers),
            "queryString": [],
            "postData": {"mimeType": "text/xml", "text": exchange.request.decode("utf-8", "replace")},
            "headersSize": _UNKNOWN,
            "bodySize": len(exchange.request),
        },
        "response": {
            "status": exchange.status,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _headers(exchange.response_headers),
            "content": {
                "size": len(exchange.response),
                "mimeType": dict(exchange.response_headers).get("Content-Type", ""),
                "text": exchange.response.decode("utf-8", "replace"),
            },
            "redirectURL": "",
            "headersSize": _UNKNOWN,
            "bodySize": len(exchange.response),
        },
        "cache": {},
        "timings": {"send": _UNKNOWN, "wait": milliseconds, "receive": _UNKNOWN},
    }


def _headers(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]
