"""The notation of the grammar: several files are combined, and errors name file and line."""

from __future__ import annotations

import pytest

from centra_mock.errors import Unavailable
from centra_mock.wire.grammar import FOLDERS, GRAMMAR_FILE
from centra_mock.wire.notation import parse
from centra_mock.wire.structures import Field, Grammar

OWN = ("own.txt", FOLDERS[0].joinpath(GRAMMAR_FILE).read_text("utf-8"))


def extended(text: str) -> Grammar:
    return parse([OWN, ("more.txt", text)])


def test_a_type_is_added_with_its_properties() -> None:
    grammar = extended("[objects]\nwraps/wrap <makes events as wrapping, looked up by name>\n  id name price:number")
    wrap = grammar.objects["wrap"]
    assert (wrap.plural, wrap.event_type, wrap.lookup, wrap.made_on_sight) == ("wraps", "wrapping", "name", False)
    assert [field.name for field in wrap.field.fields] == ["id", "name", "price"]
    assert wrap.field.find("id") == Field("id", bears="wrap", home=True)
    assert grammar.homes["wrap"] is wrap
    assert list(grammar.event_types)[-1] == "wrapping"


def test_types_and_structures_are_extended() -> None:
    grammar = extended("[structures]\nAddress doorcode\n[objects]\nmarkets/market\n  currency")
    assert grammar.objects["market"].field.fields[-1].name == "currency"
    assert grammar.objects["market"].event_type == "market"
    assert grammar.objects["order"].field.find("billingaddress/doorcode").is_leaf


@pytest.mark.parametrize(
    ("line", "grammar", "message"),
    [
        (2, "[objects]\ngiftwraps id", "giftwraps: a type is named by its plural and its singular"),
        (2, "[objects]\ngiftwraps/giftwrap <makes noise>\n  id", "giftwrap: 'makes noise' is not known"),
        (3, "[objects]\ngiftwraps/giftwrap\n  id price:money", "giftwraps: there is no type money"),
        (3, "[objects]\ngiftwraps/giftwrap\n  id wrap:Wrap", "giftwraps: there is no structure Wrap"),
        (3, "[objects]\ngiftwraps/giftwrap\n  id a(b", "giftwraps: a bracket is not closed"),
        (3, "[objects]\ngiftwraps/giftwrap\n  id a)", "giftwraps: ')' is one too many"),
        (3, "[objects]\ngiftwraps/giftwrap\n  id a/", "the name of a field is expected, not 'the end'"),
        (3, "[objects]\ngiftwraps/giftwrap\n  id a b a", "there is more than one field a"),
        (3, "[objects]\ngiftwraps/giftwrap\n  id list*{x}(y)", "list has no text x"),
        (2, "[objects]\ngiftwraps/giftwrap\n  name", "the first field of a type is id"),
        (2, "[objects]\ngiftwraps/giftwrap", "the first field of a type is id"),
        (2, "[objects]\ngiftwraps/giftwrap <looked up by name>\n  id", "it has no text name"),
        (2, "[objects]\ngiftwraps/giftwrap <unique within shop>\n  id", "it has no shop/id"),
        (3, "[objects]\ngiftwraps/giftwrap\n  id ?", "'?' is not understood"),
        (2, "[objects]\n? id", "'?' is no name"),
        (2, "[objects]\nmarkets/marked id", "it is markets/market in own.txt"),
        (2, "[objects]\ncosts/cost\n  id", "there is a structure Cost"),
        (2, "[objects]\nwraps/order\n  id", "orders/order has the same singular"),
        (2, "[objects]\nwraps/wrap <makes events as stock>\n  id", "called stock already"),
        (2, "[objects]\norders/order id", "there is more than one field id"),
        (1, "[object]", "there is no section [object]"),
        (1, "giftwraps/giftwrap\n  id", "a definition belongs to a section"),
        (1, "  id", "an indented line continues a definition"),
    ],
    ids=str,
)
def test_an_error_names_file_and_line(line: int, grammar: str, message: str) -> None:
    with pytest.raises(Unavailable) as error:
        extended(grammar)
    assert str(error.value).startswith(f"more.txt, line {line}: ")
    assert message in str(error.value)
