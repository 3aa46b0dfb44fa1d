"""An exchange once more: as a command for curl, or sent again by the server itself."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from html import escape
from io import BytesIO
from shlex import quote

from werkzeug.wrappers import Request, Response

from centra_mock.domain.exchange import Exchange
from centra_mock.domain.redaction import MASK
from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.web.soap import REPLAY_OF
from centra_mock.wire.endpoints import Login
from centra_mock.wire.http import REQUEST_ID

VARIABLE = '"$CENTRA_PASSWORD"'

_OF_THE_SERVER = ("wsgi.", "SERVER_", "REMOTE_", "HTTP_HOST")
_OF_THE_CONNECTION = frozenset({
    "connection", "content-length", "cookie", "expect", "host", "origin", "te", "transfer-encoding", "authorization",
})  # fmt: skip
_TAG = re.compile(r"<(?P<end>/?)(?:[\w.-]+:)?(?P<name>login|password)(?=[\s/>])[^<>]*>", re.IGNORECASE)
"""A tag of a login, or of a password in it. Buyers have passwords too, but those are not the server's."""
_CHARSET = re.compile(r"charset\s*=\s*[^;]+", re.IGNORECASE)


def as_curl(exchange: Exchange, url: str, username: str) -> str:
    """Return a shell command that sends the request, with ``$CENTRA_PASSWORD`` in place of the password.

    The body is piped, since it may be longer than an argument can be.
    """
    words = ["curl -sS", quote(url)]
    words += [f"-H {quote(f'{name}: {value}')}" for name, value in _headers(exchange)]
    if _has_login(exchange):
        words.append(f"-u {quote(f'{username}:')}{VARIABLE}")
    body = VARIABLE.join(map(quote, _between_passwords(exchange.request.decode("utf-8", "replace"))))
    return f"printf %s {body} | {' '.join(words)} --data-binary @-"


def send_again(exchange: Exchange, login: Login, request: Request, respond: Callable[[Request], Response]) -> str:
    """Send an exchange's request to this server, with its own login where that was masked.

    Returns the new exchange's request id. Raises ``Refused`` where there is none, or would be other than it was.
    """
    response = respond(_request(exchange, login, request))
    request_id = response.headers.get(REQUEST_ID)
    if request_id is None:
        raise Refused(Code.UNKNOWN_PATH, "This request could not be sent again: its path leads nowhere.")
    return request_id


def _request(exchange: Exchange, login: Login, request: Request) -> Request:
    pieces = _between_passwords(exchange.request.decode())
    if any(f">{MASK}</" in piece for piece in pieces):
        raise Refused(
            Code.NOT_REPLAYABLE,
            "This request can't be sent again: it sets a password, and passwords are not written down.",
        )
    data = escape(login.password, quote=False).join(pieces).encode()
    environ = {name: value for name, value in request.environ.items() if name.startswith(_OF_THE_SERVER)}
    environ.pop("wsgi.input_terminated", None)
    environ.update({
        "REQUEST_METHOD": "POST", "SCRIPT_NAME": "", "PATH_INFO": exchange.path, "QUERY_STRING": "",
        "CONTENT_LENGTH": str(len(data)), "wsgi.input": BytesIO(data), REPLAY_OF: exchange.id,
    })  # fmt: skip
    for name, value in _headers(exchange):
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    if _has_login(exchange):
        basic = b64encode(f"{login.username}:{login.password}".encode()).decode()
        environ["HTTP_AUTHORIZATION"] = f"Basic {basic}"
    return Request(environ)


def _headers(exchange: Exchange) -> Iterator[tuple[str, str]]:
    """Yield the client's headers without those of the connection. The charset is UTF-8, as the body is recorded."""
    for name, value in exchange.request_headers:
        if name.lower() == "content-type":
            yield name, _CHARSET.sub("charset=utf-8", value)
        elif name.lower() not in _OF_THE_CONNECTION and MASK not in value:
            yield name, value


def _has_login(exchange: Exchange) -> bool:
    return any(name.lower() == "authorization" for name, _ in exchange.request_headers)


def _between_passwords(body: str) -> list[str]:
    """Return a request in pieces: before, between and after the masks that stand for the passwords of logins."""
    pieces = []
    start = 0
    is_in_login = False
    for tag in _TAG.finditer(body):
        if tag["name"].lower() == "login":
            is_in_login = not tag["end"] and not tag[0].endswith("/>")
        elif is_in_login and body.startswith(f"{MASK}</", tag.end()):
            pieces.append(body[start : tag.end()])
            start = tag.end() + len(MASK)
            is_in_login = False
    return [*pieces, body[start:]]
