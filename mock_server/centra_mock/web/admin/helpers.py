"""What pages of several kinds need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from centra_mock.web.admin.page_request import Visit
from centra_mock.web.soap import host_of
from centra_mock.wire.endpoints import ENDPOINTS

Row = TypeVar("Row")


def address_of(visit: Visit, path: str) -> str:
    """A path of this server, as others call it."""
    return f"{visit.request.scheme}://{host_of(visit.request)}{path}"


def addresses_of(visit: Visit) -> dict[str, str]:
    """The endpoints of a tenant, by name."""
    return {each.name: address_of(visit, f"/{visit.ams}/{each.path}") for each in ENDPOINTS}


def page_of(rows: Sequence[Row], size: int) -> tuple[list[Row], bool]:
    """The rows of one page, and whether there are more; who asks for one row more than a page has knows."""
    return list(rows[:size]), len(rows) > size
