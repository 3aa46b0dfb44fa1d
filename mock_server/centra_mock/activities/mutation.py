"""Mutated answers as activities: additions, and other XML that means the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from centra_mock.activities.declaration import Activity, Route, declare
from centra_mock.scalars import LARGEST

ADDED: Mapping[str, str] = MappingProxyType({
    "elements": "elements in Centra's namespace that the API does not have, after the known ones at any depth",
    "foreign": "elements of unknown namespaces",
    "attributes": "attributes, with and without a namespace",
    "events": "queued events of unknown types: at most one for each known event, when it is first delivered",
})  # fmt: skip

EQUAL: Mapping[str, str] = MappingProxyType({
    "prefixes": "other prefixes and default namespaces, declared on any element",
    "whitespace": "white space between elements",
    "cdata": "texts as CDATA sections, in part or as a whole",
    "comments": "comments between elements, with text that looks like data",
    "references": "characters as decimal, hexadecimal and named references",
    "tags": "white space in tags, both kinds of quotes, empty elements as one tag or two",
    "declaration": "another XML declaration, or none",
})  # fmt: skip

ANYWHERE = "anywhere"
OPTIONAL_ADDED: Mapping[str, str] = MappingProxyType({
    ANYWHERE: "added elements are also before and between the known ones",
})  # fmt: skip
"""Kinds that must be asked for by name: readers that depend on the order of the WSDL, such as zeep, lose fields."""

OPTIONAL: Mapping[str, str] = MappingProxyType({
    "split_text": "comments within texts",
    "bom": "UTF-8 with a byte order mark",
    "utf16": "UTF-16, also in the Content-Type",
    "latin1": "ISO-8859-1, also in the Content-Type",
})  # fmt: skip
"""Kinds of equal XML that must be asked for by name."""

if TYPE_CHECKING:
    AddedKind: TypeAlias = str
    EqualKind: TypeAlias = str
else:
    AddedKind = Literal[(*ADDED, *OPTIONAL_ADDED)]
    EqualKind = Literal[(*EQUAL, *OPTIONAL)]


class MutationView(Struct):
    """How answers are mutated, if they are."""

    mutation: SetMutation | None


@declare(
    "set_mutation",
    step="mutate",
    route=Route("PUT", "/mutation", 200, problems=(422,)),
    sentence="From now on answers are mutated.",
    answer=MutationView,
)
class SetMutation(Activity[MutationView], frozen=True):
    """Mutate answers from now on: add what a later version might, or write the same in other XML.

    ``true`` means every kind, except those that are asked for by name only.
    """

    added: Annotated[
        bool | Sequence[AddedKind] | None,
        Meta(description="What a later version of the API might add; every kind, if nothing else is chosen either."),
    ] = None
    equal: Annotated[bool | Sequence[EqualKind], Meta(description="Other XML that means the same.")] = False
    rate: Annotated[float, Meta(ge=0, le=1, description="The share of possible places that are mutated.")] = 0.3
    seed: Annotated[int, Meta(ge=0, le=LARGEST)] = 0


@declare(
    "clear_mutation",
    step="stop_mutating",
    route=Route("DELETE", "/mutation", problems=()),
    sentence="Answers are no longer mutated.",
)
class ClearMutation(Activity[None], frozen=True):
    """Answer as Centra does again."""
