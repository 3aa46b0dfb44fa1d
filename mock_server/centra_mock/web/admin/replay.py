"""An exchange once more: as a command for curl, or sent again by the server itself."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from html import escape
from io import BytesIO
from shlex import quote

from werkzeug.wrappers import Request, Response

from centra_mock.domain.redaction import MASK
from centra_mock.errors import Refused
from centra_mock.soap.login import Login
from centra_mock.store.journal import Exchange
from centra_mock.web.record import REPLAY_OF
from centra_mock.wire.http import REQUEST_ID

VARIABLE = '"$CENTRA_PASSWORD"'

_OF_THE_SERVER = ("wsgi.", "SERVER_", "REMOTE_", "HTTP_HOST")
_OF_THE_CONNECTION = frozenset({
    "connection", "content-length", "cookie", "expect", "host", "origin", "te", "transfer-encoding", "authorization",
})  # fmt: skip
_PREFIX = r"(?:[\w.-]+:)?"
_PASSWORD = re.compile(
    rf"<{_PREFIX}login\b[^>]*>(?:(?!</?{_PREFIX}login\b).)*?<{_PREFIX}password\b[^>]*>{re.escape(MASK)}(?=</)",
    re.IGNORECASE | re.DOTALL,
)
"""Up to the mask of a login's password. A buyer has one too, but that is not the server's."""
_CHARSET = re.compile(r"charset\s*=\s*[^;]+", re.IGNORECASE)


def as_curl(exchange: Exchange, url: str, username: str) -> str:
    """A command for a shell, with ``$CENTRA_PASSWORD`` where a password was. The body goes through a pipe: it may be
    longer than an argument can be."""
    words = ["curl -sS", quote(url)]
    words += [f"-H {quote(f'{name}: {value}')}" for name, value in _headers(exchange)]
    if _has_login(exchange):
        words.append(f"-u {quote(f'{username}:')}{VARIABLE}")
    body = "".join(_shell_pieces(exchange.request.decode("utf-8", "replace")))
    return f"printf %s {body} | {' '.join(words)} --data-binary @-"


def send_again(exchange: Exchange, login: Login, request: Request, respond: Callable[[Request], Response]) -> str:
    """Send an exchange's request to this server, with its own login where that was masked.

    Returns the new exchange's request id. Raises ``Refused`` where there is none, or would be other than it was.
    """
    response = respond(_request(exchange, login, request))
    request_id = response.headers.get(REQUEST_ID)
    if request_id is None:
        raise Refused("This request could not be sent again: its path leads nowhere.")
    return request_id


def _request(exchange: Exchange, login: Login, request: Request) -> Request:
    sent = exchange.request.decode()
    if f">{MASK}</" in _PASSWORD.sub("", sent):
        raise Refused("This request can't be sent again: it sets a password, and passwords are not written down.")
    body = _PASSWORD.sub(lambda found: _unmasked(found) + escape(login.password, quote=False), sent)
    data = body.encode()
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
    """What the client said, rather than its connection. The body was kept in UTF-8."""
    for name, value in exchange.request_headers:
        if name.lower() == "content-type":
            yield name, _CHARSET.sub("charset=utf-8", value)
        elif name.lower() not in _OF_THE_CONNECTION and MASK not in value:
            yield name, value


def _has_login(exchange: Exchange) -> bool:
    return any(name.lower() == "authorization" for name, _ in exchange.request_headers)


def _shell_pieces(body: str) -> Iterator[str]:
    shown = 0
    for found in _PASSWORD.finditer(body):
        yield quote(body[shown : found.start()] + _unmasked(found)) + VARIABLE
        shown = found.end()
    yield quote(body[shown:])


def _unmasked(found: re.Match[str]) -> str:
    return found[0].removesuffix(MASK)
