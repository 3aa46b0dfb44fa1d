"""Explanations of validation errors: where they are, what is wrong, and what would be right."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import UNSET, Meta, Struct, UnsetType

from centra_mock.validation_errors import explain


class Line(Struct, forbid_unknown_fields=True):
    quantity: Annotated[int, Meta(ge=1)] = 1
    price: Decimal | None = None
    kind: Literal["retail", "wholesale"] | None = None
    number: Literal[1, 2] = 1
    parts: list[Line] = []
    places: Annotated[
        dict[Annotated[str, Meta(pattern="^[a-z]+$")], Annotated[int, Meta(ge=1)]], Meta(max_length=1)
    ] = {}
    kinds: list[Literal["cdata", "prefix"]] | bool = False


class Order(Struct, forbid_unknown_fields=True):
    id: str
    lines: Annotated[list[Line], Meta(min_length=1)] | UnsetType = UNSET
    at: Annotated[datetime, Meta(tz=True)] | None = None
    rate: Annotated[float, Meta(le=1)] = 0


CASES: dict[str, str] = {
    "{}": "id: is missing; it is required",
    "[]": "expected an object, got a list",
    '{"id": 1}': "id: expected a text, got a whole number",
    '{"id": null}': "id: expected a text, got null",
    '{"idd": 1}': "idd: is not known here; did you mean id? It can be id, lines, at, rate",
    '{"id": "", "lines": []}': "lines: expected a list of length >= 1",
    '{"id": "", "lines": [{}, {"quantity": 0}]}': "lines[1].quantity: expected a whole number >= 1",
    '{"id": "", "lines": [{"qty": 1}]}': "lines[0]: qty: is not known here; it can be quantity, price, ",
    '{"id": "", "lines": [{"price": []}]}': "lines[0].price: expected a number, got a list",
    '{"id": "", "lines": [{"price": "x"}]}': "lines[0].price: expected a number",
    '{"id": "", "lines": [{"kind": "whole"}]}': (
        "lines[0].kind: 'whole' is not known; did you mean wholesale? It can be retail, wholesale"
    ),
    '{"id": "", "lines": [{"number": 3}]}': "lines[0].number: 3 is not known; it can be 1, 2",
    '{"id": "", "lines": [{"parts": [{"parts": [{"kind": "x"}]}]}]}': (
        "lines[0].parts[0].parts[0].kind: 'x' is not known; it can be retail, wholesale"
    ),
    '{"id": "", "lines": [{"places": {"a": 0}}]}': "lines[0].places[...]: expected a whole number >= 1",
    '{"id": "", "lines": [{"places": {"A": 1}}]}': "a name in lines[0].places: expected a text matching regex",
    '{"id": "", "lines": [{"places": {"a": 1, "b": 1}}]}': "lines[0].places: expected an object of length <= 1",
    '{"id": "", "lines": [{"kinds": ["x"]}]}': "lines[0].kinds[0]: 'x' is not known; it can be cdata, prefix",
    '{"id": "", "lines": [{"kinds": 3}]}': "lines[0].kinds: expected true or false or a list, got a whole number",
    '{"id": "", "at": "noon"}': "at: expected a moment with an offset, such as ",
    '{"id": "", "at": "2026-01-31T08:00:00"}': "at: expected a moment with an offset, such as ",
    '{"id": "", "rate": 2}': "rate: expected a number <= 1",
}


@pytest.mark.parametrize("written", CASES)
def test_an_error_says_where_what_and_what_would_be_right(written: str) -> None:
    assert said_of(written, Order).startswith(CASES[written])


def test_a_long_value_is_cut() -> None:
    said = said_of(msgspec.json.encode({"kind": "x" * 10_000}).decode(), Line)
    assert len(said) < 200


def test_errors_in_plain_structs_are_explained() -> None:
    assert said_of('{"a": "x"}', dict[str, int]) == "[...]: expected a whole number, got a text"


def said_of(written: str, expected: Any) -> str:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.json.decode(written, type=expected)
    return str(explain(caught.value, expected))
