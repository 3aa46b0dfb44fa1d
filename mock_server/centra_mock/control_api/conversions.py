"""The ID conversion table."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from centra_mock.activities.objects import ConversionEntry
from centra_mock.control_api.endpoint import ControlEndpoint, Limit


class ConversionEntries(Struct):
    """A page of entries, by kind and internal id; `next_after` is the `after` of the next one, or nothing."""

    entries: list[ConversionEntry]
    next_after: str | None


class EntryQuery(Struct, forbid_unknown_fields=True):
    kind: str | UnsetType = UNSET
    search: Annotated[str, Meta(max_length=255, description="A part of the client's id, or an internal id.")] = ""
    after: (
        Annotated[
            str,
            Meta(pattern="^[a-z]+/[0-9]{1,18}$", description="The last entry of the page before, as `market/1`."),
        ]
        | UnsetType
    ) = UNSET
    limit: Limit = 100


LIST_CONVERSIONS = ControlEndpoint("GET", "/{ams}/conversions", ConversionEntries, EntryQuery, problems=(404,))
