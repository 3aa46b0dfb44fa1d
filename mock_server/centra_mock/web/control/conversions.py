"""The ID conversion table."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from centra_mock.activities.objects import Entry
from centra_mock.web.control.routes import Call, Nothing, Routes
from centra_mock.web.control.types import Limit, given

routes = Routes()


class Entries(Struct):
    """A page of entries, by kind and internal id; `next_after` is the `after` of the next one, or nothing."""

    entries: list[Entry]
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


@routes.route("GET", "/{ams}/conversions", query=EntryQuery, returns=Entries, problems=(404,))
def list_conversions(call: Call[Nothing, EntryQuery]) -> Entries:
    """The ID conversion table."""
    query = call.query
    found = call.queries.conversions.page(given(query.kind), query.search, _place(given(query.after)), query.limit)
    last = found[-1] if len(found) == query.limit else None
    return Entries([Entry(*entry) for entry in found], f"{last.kind}/{last.internal}" if last else None)


def _place(after: str | None) -> tuple[str, int] | None:
    if after is None:
        return None
    kind, internal = after.split("/")
    return kind, int(internal)
