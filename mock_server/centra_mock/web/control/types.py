"""What the bodies and queries of several routes share."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any, TypeVar

from msgspec import UNSET, Meta, UnsetType

from centra_mock.error_codes import Code
from centra_mock.scalars import LARGEST, whole_number
from centra_mock.web.control.routes import Call
from centra_mock.web.problems import Problem
from centra_mock.wire.values import Value, from_json

MOST = 10_000
"""Orders or events that one call may make."""

Count = Annotated[int, Meta(ge=1, le=MOST, description="How many to make.")]
Limit = Annotated[int, Meta(ge=1, le=1000)]
EventId = Annotated[int, Meta(ge=0, le=LARGEST, description="The last id of the page before.")]
Scope = Annotated[
    int,
    Meta(ge=0, le=LARGEST, description="The internal id of a size's size table; needed where several have its id."),
]
Name = Annotated[str, Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]{0,63}$")]
Fields = Annotated[dict[str, Any], Meta(description="Fields by the grammar's names; lists for what repeats.")]

Given = TypeVar("Given")


def given(value: Given | UnsetType) -> Given | None:
    """A query's parameter, ``None`` where it was left out. (As an optional, ``null`` would be one too.)"""
    return None if value is UNSET else value


def number(call: Call[Any, Any], name: str) -> int:
    """A whole number in the path. Anything else is nothing that there is."""
    text = call.path[name]
    found = whole_number(text)
    if found is None:
        raise Problem(HTTPStatus.NOT_FOUND, Code.INVALID_VALUE, f"{name}: {text[:60]!r} is not a whole number")
    return found


def values_of(fields: Mapping[str, Any] | None) -> dict[str, Value] | None:
    """A body's fields, as the shop side takes them."""
    return from_json(fields) if fields is not None else None
