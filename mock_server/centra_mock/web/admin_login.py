"""The login of the admin and the control API: HTTP Basic with a password, if one was set."""

from __future__ import annotations

from hmac import compare_digest

from werkzeug.wrappers import Request

from centra_mock.web.basic_auth import basic_credentials

ADMIN = "admin"
CHALLENGE = 'Basic realm="centra-mock admin", charset="UTF-8"'
WANTED = (
    f"This server asks for its admin's password: HTTP Basic, user {ADMIN}. "
    "The command line sends it from CENTRA_MOCK_ADMIN_PASSWORD."
)


class AdminLogin:
    """Checks the admin's password. Without a password, every request is admitted."""

    def __init__(self, password: str | None) -> None:
        self._password = password

    def __repr__(self) -> str:
        return "AdminLogin(***)"

    def admits(self, request: Request) -> bool:
        if self._password is None:
            return True
        name, password = basic_credentials(request) or ("", "")
        # Both are compared, so that the time reveals nothing about either.
        is_admin, is_right = _same(name, ADMIN), _same(password, self._password)
        return is_admin and is_right


def _same(given: str, right: str) -> bool:
    return compare_digest(given.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass"))
