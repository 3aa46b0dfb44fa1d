"""What a browser keeps for us: the other half of each form's token, and a notice for the page that follows."""

from __future__ import annotations

import re
import secrets
from hashlib import sha256
from hmac import compare_digest, new
from urllib.parse import quote, unquote

from werkzeug.wrappers import Request, Response

FIELD = "token"
"""The field of a form that holds its token."""

_HALF = "centra_mock_form"
_NOTICE = "centra_mock_notice"
_LONGEST = 600
"""Characters of a notice, at most; a cookie holds about 4,000 bytes."""


class CookieSigner:
    """Signs texts with a key that only this server has."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def of(self, text: str) -> str:
        return new(self._key, text.encode(), sha256).hexdigest()

    def fits(self, seal: str, text: str) -> bool:
        return compare_digest(seal.encode(), self.of(text).encode())


class FormTokens:
    """A page from elsewhere can't read the cookie, and none but this server can seal it: so a form is one of ours."""

    def __init__(self, seal: CookieSigner) -> None:
        self._seal = seal

    def of(self, half: str) -> str:
        """Return the token of the forms that belong to a cookie."""
        return self._seal.of(f"form {half}")

    def is_right(self, request: Request) -> bool:
        """Return whether the form was made by this server for this browser."""
        half = _half(request)
        given = request.form.get(FIELD, "")
        return bool(half) and self._seal.fits(given, f"form {half}")

    def half(self, request: Request) -> str:
        """Return the browser's half of the token, or a new one."""
        return _half(request) or secrets.token_hex(16)

    def keep(self, request: Request, response: Response, half: str) -> None:
        """Let the browser keep its half. Servers on other ports of this machine get it too, and use it as theirs."""
        if _half(request) != half:
            _keep(response, _HALF, half)


class Notices:
    """One line that is shown once, on the page that follows a form."""

    def __init__(self, seal: CookieSigner) -> None:
        self._seal = seal

    def put(self, response: Response, text: str) -> None:
        written = quote(text.encode("utf-8", "replace").decode()[:_LONGEST], safe="")
        _keep(response, _NOTICE, f"{self._seal.of(f'notice {written}')}.{written}")

    def read(self, request: Request) -> str:
        """Return the notice, or an empty text if there is none that this server signed."""
        seal, _, written = request.cookies.get(_NOTICE, "").partition(".")
        return unquote(written) if self._seal.fits(seal, f"notice {written}") else ""

    def forget(self, response: Response) -> None:
        response.delete_cookie(_NOTICE)


def _half(request: Request) -> str:
    half = request.cookies.get(_HALF, "")
    return half if re.fullmatch(r"[0-9a-f]{32}", half) else ""


def _keep(response: Response, name: str, value: str) -> None:
    response.set_cookie(name, value, httponly=True, samesite="Strict")
