"""Who may ask: programs, and pages of this server's own. No page from elsewhere, by whatever name it got here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_address

from werkzeug.wrappers import Request

_OUR_SITES = ("same-origin", "none")
"""``none``: a person typed the address or reloaded the page."""

_PORT = re.compile(r":\d*\Z")


class OriginCheck:
    """Says what is wrong with where a request comes from. Programs send no Origin, and may ask as they like."""

    def __init__(self, allowed_hosts: Iterable[str] = ()) -> None:
        """``allowed_hosts``: names beside this machine's own by which a server on a loopback address may be called."""
        self._allowed = frozenset(_name(host) for host in allowed_hosts)

    def refusal_reason(self, request: Request, is_private: bool) -> str | None:
        """Why a request is refused, if it is. ``is_private``: not a client's call, but something of the mock's own."""
        origin = request.headers.get("Origin")
        if origin is not None and (not request.host or origin.partition("://")[2].lower() != request.host.lower()):
            return f"The page at {origin[:200]} is not from here, and can't call this server."
        if not _is_ours(request):
            return "A page from elsewhere made this request, and can't call this server."
        # A name that somebody else's DNS leads here makes their page look like one of ours.
        if (is_private or origin is not None) and not self._is_known(request):
            return (
                f"The Host is {request.headers.get('Host', '')[:200]!r}, but this server is on a loopback address and "
                f"answers pages and its own API only as localhost, 127.0.0.1 or [::1]; "
                f"--allow-host NAME (CENTRA_MOCK_ALLOW_HOST) allows another name."
            )
        return None

    def _is_known(self, request: Request) -> bool:
        name = _name(request.host)
        return not _is_loopback(request.environ["SERVER_NAME"]) or _is_loopback(name) or name in self._allowed


def _is_ours(request: Request) -> bool:
    """Whether the browser, if there is one, says so; following a link that stands elsewhere is a person's doing."""
    fetch = {name: request.headers.get(f"Sec-Fetch-{name}") for name in ("Site", "Mode", "Dest")}
    followed = request.method in ("GET", "HEAD") and (fetch["Mode"], fetch["Dest"]) == ("navigate", "document")
    return fetch["Site"] in (None, *_OUR_SITES) or followed


def _name(host: str) -> str:
    """A host without its port."""
    return _PORT.sub("", host.strip().lower()).strip("[]")


def _is_loopback(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")
