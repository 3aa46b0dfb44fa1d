"""What a browser keeps for us: the other half of each form's token, and a notice for the page that follows."""

from __future__ import annotations

import re
import secrets

from itsdangerous import BadData, Signer, URLSafeSerializer
from werkzeug.wrappers import Request, Response

FIELD = "token"
"""The field of a form that holds its token."""

_HALF = "centra_mock_form"
_NOTICE = "centra_mock_notice"
_LONGEST = 600
"""Characters of a notice, at most; a cookie holds about 4,000 bytes."""


class FormTokens:
    """The tokens of forms: signatures of the browser's half. Other sites can't read the cookie, nor sign."""

    def __init__(self, key: bytes) -> None:
        self._signer = Signer(key, salt="form")

    def of(self, half: str) -> str:
        """Return the token of the forms that belong to a cookie."""
        return self._signer.get_signature(half).decode()

    def is_right(self, request: Request) -> bool:
        """Return whether the form was made by this server for this browser."""
        half = _half(request)
        given = request.form.get(FIELD, "")
        return bool(half) and given.isascii() and self._signer.verify_signature(half, given)

    def half(self, request: Request) -> str:
        """Return the browser's half of the token, or a new one."""
        return _half(request) or secrets.token_hex(16)

    def keep(self, request: Request, response: Response, half: str) -> None:
        """Let the browser keep its half. Servers on other ports of this machine get it too, and use it as theirs."""
        if _half(request) != half:
            _keep(response, _HALF, half)


class Notices:
    """One line that is shown once, on the page that follows a form."""

    def __init__(self, key: bytes) -> None:
        self._serializer = URLSafeSerializer(key, salt="notice", serializer_kwargs={"ensure_ascii": False})

    def put(self, response: Response, text: str) -> None:
        """Let the browser keep a notice, cut to what a cookie can hold."""
        clean = text.encode("utf-8", "replace").decode()[:_LONGEST]
        written = self._serializer.dumps(clean)
        _keep(response, _NOTICE, written if isinstance(written, str) else written.decode())

    def read(self, request: Request) -> str:
        """Return the notice, or an empty text if there is none that this server signed."""
        try:
            return str(self._serializer.loads(request.cookies.get(_NOTICE, "")))
        except BadData:
            return ""

    def forget(self, response: Response) -> None:
        response.delete_cookie(_NOTICE)


def _half(request: Request) -> str:
    half = request.cookies.get(_HALF, "")
    return half if re.fullmatch(r"[0-9a-f]{32}", half) else ""


def _keep(response: Response, name: str, value: str) -> None:
    response.set_cookie(name, value, httponly=True, samesite="Strict")
