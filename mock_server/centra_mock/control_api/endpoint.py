"""One call of the control API, declared once: the server's routes and the client's methods are made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from msgspec import Meta, Struct

from centra_mock.scalars import LARGEST

PREFIX = "/_mock"
JSON = "application/json"

Answer = TypeVar("Answer")

Limit = Annotated[int, Meta(ge=1, le=1000)]
EventId = Annotated[int, Meta(ge=0, le=LARGEST, description="The last id of the page before.")]
Scope = Annotated[
    int,
    Meta(ge=0, le=LARGEST, description="The internal id of a size's size table; needed where several have its id."),
]


class NoFields(Struct, forbid_unknown_fields=True):
    """No fields."""


@dataclass(frozen=True)
class ControlEndpoint(Generic[Answer]):
    """Where a call is, what it takes and what it answers."""

    method: str
    path: str
    """Below the prefix, as in ``/{ams}/queue/events/{event}``."""
    answer: type[Answer]
    """What the answer's JSON holds; ``bytes`` for one that is read as it is; ``NoneType`` for none."""
    query: type[Struct] = NoFields
    body: Any = None
    """What the request's JSON holds; ``bytes`` for a body that is taken as it is; ``None`` for none."""
    problems: tuple[int, ...] = ()
    """The statuses of its refusals."""
    content_type: str = JSON
    """Of the answer."""
    prefix: str = PREFIX
