"""The ID conversion table."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from centra_mock.web.control.routes import Call, Nothing, Routes
from centra_mock.web.control.types import Limit, given, number

routes = Routes()


class EntryShown(Struct):
    """An entry of the conversion table."""

    kind: str
    internal: int
    external: str
    scope: Annotated[int, Meta(description="The internal id of a size's size table; 0 for all else.")] = 0


class Entries(Struct):
    """A page of entries, by kind and internal id; `next_after` is the `after` of the next one, or nothing."""

    entries: list[EntryShown]
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


class External(Struct, forbid_unknown_fields=True):
    external: Annotated[str, Meta(min_length=1, max_length=255)]


@routes.route("GET", "/{ams}/conversions", query=EntryQuery, returns=Entries, problems=(404,))
def list_conversions(call: Call[Nothing, EntryQuery]) -> Entries:
    """The ID conversion table."""
    query = call.query
    found = call.centra.conversion_page(given(query.kind), query.search, _place(given(query.after)), query.limit)
    last = found[-1] if len(found) == query.limit else None
    return Entries([EntryShown(*entry) for entry in found], f"{last.kind}/{last.internal}" if last else None)


@routes.route(
    "PUT", "/{ams}/conversions/{kind}/{internal}", body=External, returns=EntryShown, problems=(404, 409, 422)
)
def set_conversion(call: Call[External, Nothing]) -> EntryShown:
    """Call a thing by another id from now on."""
    return EntryShown(*call.centra.convert(call.path["kind"], number(call, "internal"), call.body.external))


@routes.route("DELETE", "/{ams}/conversions/{kind}/{internal}", status=204, problems=(404,))
def unset_conversion(call: Call[Nothing, Nothing]) -> None:
    """Forget an entry: the thing shows its number again."""
    call.centra.forget_conversion(call.path["kind"], number(call, "internal"))


def _place(after: str | None) -> tuple[str, int] | None:
    if after is None:
        return None
    kind, internal = after.split("/")
    return kind, int(internal)
