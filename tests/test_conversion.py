"""Ids on their way in and out: the client sees its own, wherever one stands."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from centra_fixtures.strategies import everything, internal_ids, objects
from centra_mock.domain.conversion import Inward, Key, escaped, keys_in, outward, outward_tree
from centra_mock.wire.build import build
from centra_mock.wire.grammar import GRAMMAR, OBJECTS, Field
from centra_mock.wire.tree import KIND, Element, dump, ids, load
from support.profile import steady

FIELDS = [obj.field for obj in OBJECTS.values()]
every_type = pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)


@dataclass
class Table:
    """A conversion table in memory. Its numbers are far from any id that a client sends here."""

    entries: dict[tuple[str, str, int], int] = field(default_factory=dict)

    def find(self, kind: str, external: str, scope: int) -> int | None:
        return self.entries.get((kind, external, scope))

    def make(self, kind: str, external: str, scope: int) -> int:
        return self.entries.setdefault((kind, external, scope), 1_000_000 + len(self.entries))

    def scopes(self, kind: str, external: str) -> list[int]:
        return [scope for known, name, scope in self.entries if (known, name) == (kind, external)]

    def sizetable_of(self, variation: int) -> int | None:
        return None

    def shown(self) -> dict[Key, str]:
        return {(kind, internal): external for (kind, external, _), internal in self.entries.items()}


def canonical(tree: Element) -> bytes:
    return etree.tostring(tree, method="c14n")


def inward(tree: Element, field: Field, table: Table) -> None:
    """Convert as though each thing were known already; a size may be met before its size table."""
    Inward(table, strict=False, notices=[]).convert(tree, field)


@every_type
@steady
@given(data=st.data())
def test_in_and_out_again_is_the_identity(field: Field, data: st.DataObject) -> None:
    tree = build(field, data.draw(objects(field)))
    before, table = canonical(tree), Table()
    inward(tree, field, table)
    stored = dump(tree)
    assert canonical(load(stored)) == canonical(tree)
    assert keys_in(stored) == {(str(leaf.get(KIND)), int(leaf.text or 0)) for leaf in ids(tree)}
    assert canonical(load(outward(stored, escaped(table.shown().items())))) == before
    outward_tree(tree, table.shown())
    assert canonical(tree) == before


@every_type
def test_every_id_that_the_grammar_knows_is_converted_at_every_depth(field: Field) -> None:
    tree, table = build(field, everything(field)), Table()
    inward(tree, field, table)
    assert " of mine" not in etree.tostring(tree, encoding="unicode")
    assert {kind for kind, _ in keys_in(dump(tree))} == {leaf.bears for leaf in field.walk() if leaf.bears}


def test_every_kind_has_an_id_somewhere() -> None:
    shown = {leaf.bears for obj in OBJECTS.values() for leaf in obj.field.walk()}
    assert set(GRAMMAR.kinds) == shown - {None}


@every_type
@steady
@given(data=st.data())
def test_what_nobody_mapped_shows_its_number(field: Field, data: st.DataObject) -> None:
    tree = build(field, data.draw(objects(field, internal_ids)))
    stored = dump(tree)
    for leaf in ids(tree):
        del leaf.attrib[KIND]
    assert canonical(load(outward(stored, {}))) == canonical(tree)
