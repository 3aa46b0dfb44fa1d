"""The check of the login: each request carries the API's own user and password."""

from __future__ import annotations

from hmac import compare_digest

from centra_mock.error_codes import Code
from centra_mock.errors import LoginMissing, LoginRefused
from centra_mock.wire.endpoints import ENVELOPE, LOGIN, Endpoint, Login
from centra_mock.wire.tree import Element, normalized, text


def read_login(endpoint: Endpoint, envelope: Element, request: Element) -> Login | None:
    """Return the login of an envelope, in the endpoint's place for it. ``request`` is in plain form."""
    return _read(request.find(LOGIN)) if endpoint.login == "body" else _in_header(envelope, endpoint)


def check_login(right: Login, endpoint: Endpoint, given: Login | None) -> None:
    """Raise ``LoginMissing`` or ``LoginRefused`` unless a request carries the right login."""
    if given is None:
        place = (
            f"<{LOGIN}><username/><password/></{LOGIN}> is the first child of the operation"
            if endpoint.login == "body"
            else f"use HTTP Basic, or a SOAP header {LOGIN} with username and password"
        )
        raise LoginMissing(Code.LOGIN_MISSING, f"The login is missing: on the {endpoint.name} endpoint, {place}.")
    # Both are compared in every case, so that the time reveals nothing.
    same = [
        compare_digest(mine.encode(), theirs.encode())
        for mine, theirs in ((right.username, given.username), (right.password, given.password))
    ]
    if not all(same):
        raise LoginRefused(
            Code.LOGIN_WRONG, "The username or the password is wrong; they are the API's own, not an admin user's."
        )


def _read(login: Element | None) -> Login | None:
    return Login(text(login, "username"), text(login, "password")) if login is not None else None


def _in_header(envelope: Element, endpoint: Endpoint) -> Login | None:
    headers = (normalized(node, endpoint.namespace) for node in envelope.iterfind(f"{{{ENVELOPE}}}Header/*"))
    return _read(next((header for header in headers if header.tag == LOGIN), None))
