"""The form of an object changes only the changed fields, for random objects of each type."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from centra_fixtures.strategies import internal_ids, objects
from centra_mock.domain.diff import differences
from centra_mock.domain.merge import merge
from centra_mock.domain.paths import element_at, fields_at, read_path, value_at, write_path
from centra_mock.errors import Conflict, NotFound, Refused
from centra_mock.web.admin.form import NEW, FormField, ListPage, edited_values, is_new, sections_of, update_from_form
from centra_mock.wire.grammar import OBJECTS, Field
from centra_mock.wire.tree import Element, element
from centra_mock.wire.values import build
from support.profile import steady

every_type = pytest.mark.parametrize("field", [obj.field for obj in OBJECTS.values()], ids=lambda field: field.name)


def stored(data: st.DataObject, field: Field) -> Element:
    tree = element(field.name)
    merge(tree, build(field, data.draw(objects(field, internal_ids))), field)
    return tree


def places(tree: Element, field: Field) -> list[str]:
    """Return the paths of the object and of its parts that have forms."""
    found, waiting = [], [""]
    while waiting:
        found.append(waiting.pop())
        place = read_path(found[-1])
        last = [field, *fields_at(field, place)][-1]
        for section in sections_of(element_at(tree, field, place), last, place, ListPage()):
            waiting += [part.place for parts in section.lists for part in parts.found]
    return found


def leaves(tree: Element, field: Field, written: str) -> list[FormField]:
    place = read_path(written)
    last = [field, *fields_at(field, place)][-1]
    return [
        leaf for each in sections_of(element_at(tree, field, place), last, place, ListPage()) for leaf in each.leaves
    ]


def as_sent(shown: list[FormField]) -> dict[str, str]:
    """Return what a browser sends for an unchanged form."""
    asked = {NEW + leaf.path: leaf.value for leaf in shown if leaf.kind != "fixed"}
    return {**{leaf.path: leaf.value for leaf in shown}, **asked}


@every_type
@steady
@given(data=st.data())
def test_changing_one_field_changes_no_other(field: Field, data: st.DataObject) -> None:
    tree = stored(data, field)
    written = data.draw(st.sampled_from(places(tree, field)))
    place = read_path(written)
    assert write_path(place) == written
    shown = leaves(tree, field, written)
    sent = as_sent(shown)
    assert update_from_form(field, place, sent, tree) is None
    # A reference to another object removes the description of the former one.
    ids = {f"{leaf.path.rpartition('/')[0]}/id".removeprefix("/") for leaf in shown}
    free = [leaf for leaf in shown if leaf.kind != "fixed" and leaf.path not in ids]
    assume(free)
    chosen = data.draw(st.sampled_from(free))
    change = update_from_form(field, place, {**sent, NEW + chosen.path: "another"}, tree)
    assert change is not None
    after = deepcopy(tree)
    own = tree.find("id")
    if own is not None:
        change.insert(0, deepcopy(own))
    merge(after, change, field)
    assert value_at(element_at(after, field, place), chosen.path) == "another"
    (found,) = differences(tree, after, field)
    assert (found.path.rpartition("/")[2], found.now) == (chosen.path.rpartition("/")[2], "another")
    assert (found.was or "") == chosen.value


@pytest.mark.parametrize("key", ["", "+", ",", "a/b:c"])
def test_a_part_with_any_key_differs_from_a_new_one(key: str) -> None:
    field = OBJECTS["account"].field
    tree = build(field, {"id": 1, "additionals": {"additional": [{"key": key, "value": "x"}]}})
    (written,) = set(places(tree, field)) - {""}
    place = read_path(written)
    assert write_path(place) == written
    assert not is_new(place)
    shown = leaves(tree, field, written)
    assert {leaf.path: (leaf.kind, leaf.value) for leaf in shown} == {"key": ("fixed", key), "value": ("text", "x")}
    change = update_from_form(field, place, {**as_sent(shown), NEW + "value": "y"}, tree)
    assert change is not None
    merge(tree, change, field)
    assert [value_at(each, "value") for each in tree.iterfind("additionals/additional")] == ["y"]


def test_a_concurrent_change_is_reported() -> None:
    field = OBJECTS["market"].field
    now = build(field, {"id": 1, "description": "theirs", "type": "same"})
    sent = {"description": "old", NEW + "description": "mine", "type": "", NEW + "type": "other"}
    with pytest.raises(
        Conflict, match="description is 'theirs' by now, and was 'old'; type is 'same' by now, and was ''"
    ):
        update_from_form(field, (), sent, now)
    assert edited_values(sent) == {NEW + "description": "mine", NEW + "type": "other"}
    assert update_from_form(field, (), {"type": "", NEW + "type": "same"}, now) is not None


@pytest.mark.parametrize(
    ("place", "message"),
    [("nope", "market has no part nope"), ("description", "market has no part description"), ("id:1", "no part id")],
)
def test_an_unknown_path_is_not_found(place: str, message: str) -> None:
    field = OBJECTS["market"].field
    with pytest.raises(NotFound, match=message):
        element_at(element("market"), field, read_path(place))


def test_only_repeated_parts_have_keys() -> None:
    field = OBJECTS["product"].field
    for place in ("variations:V1", "variations/variation"):
        with pytest.raises(NotFound):
            element_at(element("product"), field, read_path(place))


def test_a_new_part_needs_its_key() -> None:
    field = OBJECTS["product"].field
    place = read_path("variations/variation:+")
    assert is_new(place)
    for sent in ({NEW + "description": "Red"}, {}):
        with pytest.raises(Refused, match="a new variation needs its id"):
            update_from_form(field, place, sent, element("product"))


@pytest.mark.parametrize("path", ["nope", "weight/nope", "nope/nope"])
def test_an_unknown_field_is_refused(path: str) -> None:
    with pytest.raises(Refused, match="has no field nope"):
        update_from_form(OBJECTS["product"].field, (), {NEW + path: "x"}, element("product"))


def product() -> Element:
    return build(OBJECTS["product"].field, {"id": "P", "variations": {"variation": [{"id": "V"}]}})


def test_an_existing_part_is_not_added_again() -> None:
    with pytest.raises(Refused, match='there is a variation "V" already'):
        update_from_form(OBJECTS["product"].field, read_path("variations/variation:+"), {NEW + "id": "V"}, product())


@pytest.mark.parametrize("place", ["variations/variation:W", "variations/variation:W/sizes/size:+"])
def test_an_open_form_does_not_restore_a_removed_part(place: str) -> None:
    with pytest.raises(NotFound, match="has no such part"):
        update_from_form(
            OBJECTS["product"].field, read_path(place), {NEW + "id": "S", NEW + "description": "x"}, product()
        )


def test_characters_that_xml_forbids_are_refused_by_field() -> None:
    with pytest.raises(Refused, match="description: a text of characters that no XML document can hold"):
        update_from_form(OBJECTS["product"].field, (), {NEW + "description": "a\x00b"}, product())
