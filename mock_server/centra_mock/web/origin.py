"""The check of a request's origin: programs and this server's own pages are admitted, other sites' pages are not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_address

from werkzeug.wrappers import Request

_OUR_SITES = ("same-origin", "none")
"""``none``: a person typed the address or reloaded the page."""

_PORT = re.compile(r":\d*\Z")


class OriginCheck:
    """Refuses requests by their origin. Programs send no ``Origin``, and are admitted."""

    def __init__(self, allowed_hosts: Iterable[str] = ()) -> None:
        """Store the names by which a server on a loopback address may be called, beside this machine's own."""
        self._allowed = frozenset(_name(host) for host in allowed_hosts)

    def refusal_reason(self, request: Request, is_private: bool) -> str | None:
        """Return why a request is refused, or ``None``. ``is_private``: the path belongs to the mock itself."""
        origin = request.headers.get("Origin")
        if origin is not None and (not request.host or origin.partition("://")[2].lower() != request.host.lower()):
            return f"The page at {origin[:200]} is not from here, and can't call this server."
        if not _is_ours(request):
            return "A page from elsewhere made this request, and can't call this server."
        # A foreign name that resolves to this machine makes a foreign page look like one of ours (DNS rebinding).
        if (is_private or origin is not None) and not self._is_known(request):
            return (
                f"The Host is {request.headers.get('Host', '')[:200]!r}, but this server is on a loopback address and "
                f"answers pages and its own API only as localhost, 127.0.0.1 or [::1]; "
                f"--allow-host NAME (CENTRA_MOCK_ALLOW_HOST) allows another name."
            )
        return None

    def _is_known(self, request: Request) -> bool:
        name = _name(request.host)
        return not is_loopback(request.environ["SERVER_NAME"]) or is_loopback(name) or name in self._allowed


def _is_ours(request: Request) -> bool:
    """Return whether a browser sent the request for a page of this server, or for a link that a user followed."""
    fetch = {name: request.headers.get(f"Sec-Fetch-{name}") for name in ("Site", "Mode", "Dest")}
    followed = request.method in ("GET", "HEAD") and (fetch["Mode"], fetch["Dest"]) == ("navigate", "document")
    return fetch["Site"] in (None, *_OUR_SITES) or followed


def _name(host: str) -> str:
    """Return a host without its port."""
    return _PORT.sub("", host.strip().lower()).strip("[]")


def is_loopback(name: str) -> bool:
    """Return whether a name or an address leads to this machine only."""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")
