"""What pages of several kinds need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from centra_mock.web.admin.page_request import PageRequest
from centra_mock.web.soap import host_of
from centra_mock.wire.endpoints import ENDPOINTS

Row = TypeVar("Row")


def address_of(page_request: PageRequest, path: str) -> str:
    """Return the absolute address of a path of this server, as the browser reaches it."""
    return f"{page_request.request.scheme}://{host_of(page_request.request)}{path}"


def addresses_of(page_request: PageRequest) -> dict[str, str]:
    """Return the addresses of a tenant's endpoints, by the endpoints' names."""
    return {each.name: address_of(page_request, f"/{page_request.ams}/{each.path}") for each in ENDPOINTS}


def page_of(rows: Sequence[Row], size: int) -> tuple[list[Row], bool]:
    """Return the rows of one page, and whether there are more.

    ``rows`` holds one row more than ``size`` if there are more.
    """
    return list(rows[:size]), len(rows) > size
