"""How the API's answers travel over HTTP: content type, headers and the request for a login."""

from __future__ import annotations

import secrets

Headers = list[tuple[str, str]]
"""Names and values, in the order in which they are sent."""

XML = "text/xml; charset=utf-8"

CHALLENGE = ("WWW-Authenticate", 'Basic realm="centra"')
"""Asks for the login where it travels in a header. Many clients send it only then."""

REQUEST_ID = "X-Centra-Request-ID"


def new_request_id(number: int) -> str:
    """Return an id for a request, in the form that Centra gives it: ``1_`` and 32 hexadecimal digits (documented)."""
    return f"{number}_{secrets.token_hex(16)}"


def id_headers(request_id: str) -> Headers:
    """Return the headers that name a request in its answer."""
    return [(REQUEST_ID, request_id), ("X-Correlation-ID", f"centra_{request_id}")]
