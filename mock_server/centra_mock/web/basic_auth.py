"""HTTP Basic: the user and password of a request, for Centra's API and for the admin."""

from __future__ import annotations

from werkzeug.wrappers import Request


def basic_credentials(request: Request) -> tuple[str, str] | None:
    """Return the user and the password, or ``None`` where there are none, or none that can be read."""
    try:
        given = request.authorization
    except ValueError:  # werkzeug's decoder of Base64 takes ASCII only
        return None
    if given is None or given.type != "basic":
        return None
    return given.username or "", given.password or ""
