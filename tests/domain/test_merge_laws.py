"""Properties of partial updates, for random objects of each type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from centra_fixtures.strategies import Values, full_object, internal_ids, objects
from centra_mock.domain.merge import key_of, merge
from centra_mock.domain.validate import validate
from centra_mock.wire.grammar import OBJECTS, Field
from centra_mock.wire.tree import Element, element, from_stored, is_empty, text, to_stored
from centra_mock.wire.values import build
from support.profile import few, steady

FIELDS = [obj.field for obj in OBJECTS.values()]
every_type = pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
Draw = Callable[[st.SearchStrategy[Values]], Values]


def canonical(tree: Element) -> bytes:
    return etree.tostring(tree, method="c14n")


def sent(draw: Draw, field: Field) -> Element:
    """Draw a change without the lists that remove, which have a test of their own."""
    change = build(field, draw(objects(field, internal_ids)))
    for group, known in list(groups(change, field)):
        for sub in list(group):
            if known.by_name[str(sub.tag)].removes in known.by_name:
                group.remove(sub)
    return change


def stored(draw: Draw, field: Field) -> Element:
    tree = element(field.name)
    merge(tree, sent(draw, field), field)
    merge(tree, sent(draw, field), field)
    return tree


def groups(tree: Element, field: Field) -> Iterator[tuple[Element, Field]]:
    """Yield each element with fields, with its field of the grammar."""
    yield tree, field
    for sub in tree:
        known = field.by_name.get(str(sub.tag))
        if known and not known.is_leaf:
            yield from groups(sub, known)


def leaves(tree: Element, field: Field, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each leaf as (path, text); in a path, repeated elements are named by their keys."""
    for sub in tree:
        known = field.by_name[str(sub.tag)]
        here = f"{path}/{named(sub, known)}"
        yield from [(here, sub.text or "")] if known.is_leaf else leaves(sub, known, here)


def named(node: Element, field: Field) -> str:
    return str(node.tag) + (str(key_of(node, field)) if field.repeated else "")


def untouched(tree: Element, change: Element, field: Field, path: str = "") -> Iterator[tuple[str, str]]:
    """Return the leaves of ``tree`` that are not in ``change``."""
    spoken = {named(sub, field.by_name[str(sub.tag)]): sub for sub in change}
    for sub in tree:
        known = field.by_name[str(sub.tag)]
        here, said = f"{path}/{named(sub, known)}", spoken.get(named(sub, known))
        if said is None:
            yield from [(here, sub.text or "")] if known.is_leaf else leaves(sub, known, here)
        elif not known.is_leaf and not is_empty(said) and not points_elsewhere(sub, said, known):
            yield from untouched(sub, said, known, here)


def points_elsewhere(tree: Element, said: Element, field: Field) -> bool:
    """Return whether a change refers to another object, which removes the description of the former one."""
    own = field.by_name.get("id")
    refers = not field.repeated and own is not None and own.bears == field.name and not own.home
    return refers and said.find("id") is not None and text(said, "id") != text(tree, "id")


@every_type
@few
@given(data=st.data())
def test_the_strategies_make_valid_objects(field: Field, data: st.DataObject) -> None:
    validate(build(field, data.draw(objects(field))), field)


@every_type
@steady
@given(data=st.data())
def test_a_repeated_update_changes_nothing(field: Field, data: st.DataObject) -> None:
    tree, change = stored(data.draw, field), build(field, data.draw(objects(field, internal_ids)))
    merge(tree, change, field)
    once = canonical(tree)
    merge(tree, change, field)
    assert canonical(tree) == once


@every_type
@steady
@given(data=st.data())
def test_sent_fields_are_stored_and_other_fields_stay(field: Field, data: st.DataObject) -> None:
    tree, change = stored(data.draw, field), sent(data.draw, field)
    kept, said = dict(untouched(tree, change, field)), dict(leaves(change, field))
    merge(tree, change, field)
    after = dict(leaves(tree, field))
    assert {path: after.get(path) for path in kept} == kept
    assert {path: after.get(path) for path in said} == said
    assert after.keys() == kept.keys() | said.keys()


@every_type
@steady
@given(data=st.data())
def test_an_update_does_not_modify_its_request(field: Field, data: st.DataObject) -> None:
    tree, change = stored(data.draw, field), sent(data.draw, field)
    before = canonical(change)
    merge(tree, change, field)
    tree.clear()
    assert canonical(change) == before


@every_type
@few
@given(data=st.data())
def test_an_update_with_nothing_but_the_id_changes_nothing(field: Field, data: st.DataObject) -> None:
    tree = stored(data.draw, field)
    before, own = canonical(tree), tree.find("id")
    assert own is not None
    merge(tree, element(field.name, None, deepcopy(own)), field)
    assert canonical(tree) == before


@every_type
@few
@given(data=st.data())
def test_sending_an_object_back_unchanged_changes_nothing(field: Field, data: st.DataObject) -> None:
    tree = stored(data.draw, field)
    before = canonical(tree)
    merge(tree, deepcopy(tree), field)
    assert canonical(tree) == before


@every_type
def test_an_empty_element_empties_a_field_and_all_below_it(field: Field) -> None:
    for sub in field.fields:
        if sub.name in field.key or sub.removes in field.by_name:
            continue
        tree = build(field, full_object(field, lambda _: 7))
        merge(tree, element(field.name, None, element(sub.name)), field)
        (blanked,) = tree.findall(sub.name)
        assert is_empty(blanked), sub.name
        assert not blanked.attrib


@every_type
@steady
@given(data=st.data())
def test_elements_are_in_the_order_of_the_grammar_and_keys_are_unique(field: Field, data: st.DataObject) -> None:
    tree, change = stored(data.draw, field), sent(data.draw, field)
    for group in list(change.iter()):
        group[:] = data.draw(st.permutations(list(group)))
    merge(tree, change, field)
    for group, known in groups(tree, field):
        places = [known.order[str(sub.tag)] for sub in group]
        assert places == sorted(places)
        names = [named(sub, known.by_name[str(sub.tag)]) for sub in group]
        assert len(names) == len(set(names))


@every_type
@few
@given(data=st.data())
def test_unknown_fields_are_kept_at_any_depth(field: Field, data: st.DataObject) -> None:
    change = sent(data.draw, field)
    for group, _ in list(groups(change, field)):
        if len(group):
            unknown = element("unknownfield", None, element("deeper", "kept"), element("id", "1"))
            group.insert(0, unknown)
            group.append(element("{urn:example}foreign", "kept"))
            group.append(element("unknownfield", "again"))
    tree = element(field.name)
    merge(tree, change, field)
    expected = len(change.findall(".//unknownfield"))
    assert len(tree.findall(".//unknownfield")) == expected
    for _ in range(2):
        merge(tree, change, field)
        assert len(tree.findall(".//unknownfield")) == expected
    merge(tree, sent(data.draw, field), field)
    assert [sub.text for sub in tree.findall("unknownfield")] == [None, "again"]
    assert tree.findtext("unknownfield/deeper") == "kept"
    assert canonical(from_stored(to_stored(tree))) == canonical(tree)


REMOVALS = [
    (obj.field.name, known, sub)
    for obj in OBJECTS.values()
    for known in obj.field.walk()
    for sub in known.fields
    if sub.removes in known.by_name
]


@pytest.mark.parametrize(("type", "known", "removal"), REMOVALS, ids=lambda value: getattr(value, "name", value))
@steady
@given(before=st.sets(st.integers(1, 6)), gone=st.sets(st.integers(1, 6)))
def test_a_remove_list_removes(type: str, known: Field, removal: Field, before: set[int], gone: set[int]) -> None:
    listed = known.by_name[str(removal.removes)]
    item = listed.fields[0].name
    tree = build(known, {listed.name: {item: [{"id": id} for id in sorted(before)]}})
    change = build(known, {removal.name: {item: [{"id": id} for id in sorted(gone)]}})
    for _ in range(2):
        merge(tree, change, known)
        assert [int(text(each, "id")) for each in tree.findall(f"{listed.name}/{item}")] == sorted(before - gone)
        assert tree.find(removal.name) is None


def test_the_grammar_has_remove_lists() -> None:
    assert {removal.name for _, _, removal in REMOVALS} == {"variationsremove", "categoriesremove", "marketsremove"}
