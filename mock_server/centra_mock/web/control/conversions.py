"""The ID conversion table."""

from __future__ import annotations

from centra_mock.activities.objects import ConversionEntry
from centra_mock.control_api import conversions as api
from centra_mock.control_api.endpoint import NoFields
from centra_mock.web.control.routes import ControlCall, ControlRoutes, value_or_none

routes = ControlRoutes()


@routes.serves(api.LIST_CONVERSIONS)
def list_conversions(call: ControlCall[NoFields, api.EntryQuery]) -> api.ConversionEntries:
    """List the entries of the ID conversion table."""
    query = call.query
    found = call.queries.conversions.page(
        value_or_none(query.kind), query.search, _place(value_or_none(query.after)), query.limit
    )
    last = found[-1] if len(found) == query.limit else None
    return api.ConversionEntries(
        [ConversionEntry(*entry) for entry in found], f"{last.kind}/{last.internal}" if last else None
    )


def _place(after: str | None) -> tuple[str, int] | None:
    if after is None:
        return None
    kind, internal = after.split("/")
    return kind, int(internal)
