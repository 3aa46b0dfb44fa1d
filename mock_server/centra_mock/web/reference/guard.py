"""Who may send the form: only a page of our own."""

from __future__ import annotations

from werkzeug.wrappers import Request

_OUR_SITES = ("same-origin", "none")
"""``none``: a person typed the address or reloaded the page."""


def is_from_elsewhere(request: Request) -> bool:
    """Whether a page of another origin made the browser send this. Programs say neither, and may."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in _OUR_SITES:
        return True
    origin = request.headers.get("Origin")
    return origin is not None and origin.partition("://")[2] != request.host
