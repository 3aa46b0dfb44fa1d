"""Mutations: equal XML is equal, added fields remove nothing, and a seed repeats them."""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import Any
from xml.etree.ElementTree import canonicalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from centra_mock import Refused
from centra_mock.activities.mutation import ADDED, ANYWHERE, EQUAL, OPTIONAL, OPTIONAL_ADDED
from centra_mock.domain.events import write_event, write_events, write_result
from centra_mock.domain.mutations import Mutation, Mutator
from centra_mock.domain.mutations.added import KNOWN_NAMES, add, injected_event
from centra_mock.domain.mutations.equal import rewrite
from centra_mock.wire.endpoints import CENTRA, ENVELOPE
from centra_mock.wire.envelope import fault, wrap
from centra_mock.wire.tree import Element, element, to_stored
from support.profile import steady

IN_ANSWERS = frozenset({**ADDED, **OPTIONAL_ADDED}) - {"events"}
EVERY_EQUAL = frozenset(EQUAL) | frozenset(OPTIONAL)
RATES = st.sampled_from([0.1, 0.5, 1.0])
SEEDS = st.integers(0, 2**32)

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=30),
    st.sampled_from(["]]>", "a\rb", "a\r\nb\tc", " ", "\n", "&amp;", "<x/>", "--", "ß€注文😀", ""]),
)


def trees() -> st.SearchStrategy[Element]:
    """Draw data as objects have it: structures of leaves, some of them empty."""
    names = st.sampled_from(["order", "id", "products", "product", "sizes", "sku", "größe"])
    leaves = st.builds(lambda name, text: element(name, text), names, TEXTS)
    return st.recursive(
        leaves,
        lambda below: st.builds(
            lambda name, children: element(name, None, *map(deepcopy, children)), names, st.lists(below, max_size=4)
        ),
        max_leaves=12,
    )


ANSWERS = st.one_of(
    st.lists(trees(), max_size=3).map(lambda data: wrap(write_events("events_Get", map(to_stored, data)), CENTRA)),
    st.builds(lambda errors, notices: wrap(write_result(errors, notices), CENTRA), *[st.lists(TEXTS, max_size=2)] * 2),
    TEXTS.map(lambda text: wrap(fault("Client", text), CENTRA)),
)


def canonical(document: bytes) -> str:
    """Return canonical XML: without comments, without white space between elements, with fixed prefixes."""
    root = etree.fromstring(document, etree.XMLParser(remove_comments=True, strip_cdata=True))
    for node in root.iter():
        if len(node):
            spaces = [node.text, *(sub.tail for sub in node)]
            if not any(space and space.strip(" \t\r\n") for space in spaces):
                node.text = None
                for sub in node:
                    sub.tail = None
    return canonicalize(etree.tostring(root, encoding="unicode"), rewrite_prefixes=True)


def random(seed: int) -> Random:
    return Random(seed)


def named(node: Element) -> list[tuple[str, dict[str, str], str | None, int]]:
    """Return each element in order: its name, attributes, text and depth."""
    return [
        (
            str(sub.tag),
            {str(key): str(value) for key, value in sub.attrib.items()},
            sub.text,
            len(list(sub.iterancestors())),
        )
        for sub in node.iter(etree.Element)
    ]


# Equal XML


@steady
@given(ANSWERS, SEEDS, RATES)
def test_equal_answers_are_equal(answer: bytes, seed: int, rate: float) -> None:
    rewritten = rewrite(answer, random(seed), EVERY_EQUAL, rate)
    assert canonical(rewritten.body) == canonical(answer)


@pytest.mark.parametrize("kind", sorted(EVERY_EQUAL))
@given(ANSWERS, SEEDS)
@steady
def test_each_kind_alone_is_equal_and_changes_something(kind: str, answer: bytes, seed: int) -> None:
    rewritten = rewrite(answer, random(seed), frozenset({kind}), 1.0)
    assert canonical(rewritten.body) == canonical(answer)


def sample() -> bytes:
    size = element("size", None, element("id", "S"), element("sku"), element("description", "Größe <S> & 'more'"))
    order = element("order", None, element("id", "1001"), element("sizes", None, size), element("cancelled"))
    event = write_event(7, "order", "1001", "update", "2019-03-27 12:52:20", to_stored(order))
    return wrap(write_events("events_Get", [event]), CENTRA)


MARKS = {
    "prefixes": b"<SOAP-ENV:", "whitespace": b">\t<", "cdata": b"<![CDATA[", "comments": b"<!--", "references": b"&#x",
    "tags": b"></", "declaration": b"<?xml version='1.0'", "split_text": b"<!--", "bom": b"\xef\xbb\xbf",
    "utf16": "\ufeff<?xml".encode("utf-16-le"), "latin1": b"Gr\xf6\xdfe",
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(EVERY_EQUAL))
def test_each_kind_has_its_effect(kind: str) -> None:
    written = [rewrite(sample(), random(seed), frozenset({kind}), 1.0).body for seed in range(20)]
    without = rewrite(sample(), random(1), frozenset(), 1.0).body
    assert without == sample()
    marked = [MARKS[kind] in body for body in written]
    assert any(marked) != (kind == "prefixes"), written[0]
    assert (MARKS[kind] in without) == (kind in ("prefixes", "tags"))
    assert any(body != without for body in written)


def test_white_space_is_not_added_to_leaves() -> None:
    for seed in range(50):
        body = rewrite(sample(), random(seed), frozenset({"whitespace", "comments"}), 1.0).body
        leaves = [node for node in etree.fromstring(body).iter(etree.Element) if not len(node)]
        texts = {"S", None, "Größe <S> & 'more'", "1001", "7", "order", "update", "2019-03-27 12:52:20"}
        assert {node.text for node in leaves} == texts


def test_a_name_without_a_namespace_keeps_none() -> None:
    answer = sample().replace(b"<ns1:sku/>", b"<sku/>")
    assert answer != sample()
    for seed in range(50):
        assert canonical(rewrite(answer, random(seed), frozenset({"prefixes"}), 1.0).body) == canonical(answer)


def test_the_code_of_a_fault_keeps_its_prefix() -> None:
    answer = wrap(fault("Client", "No."), CENTRA)
    for seed in range(20):
        root = etree.fromstring(rewrite(answer, random(seed), frozenset(EQUAL), 1.0).body)
        code = root.find(".//faultcode")
        assert code is not None
        assert code.text == "SOAP-ENV:Client"
        assert code.nsmap["SOAP-ENV"] == ENVELOPE


def test_a_name_that_latin1_cannot_write_is_written_in_utf8() -> None:
    answer = wrap(write_events("events_Get", [to_stored(element("注文", "注文"))]), CENTRA)
    rewritten = rewrite(answer, random(0), frozenset({"latin1", "cdata"}), 1.0)
    assert rewritten.charset == "utf-8"
    assert canonical(rewritten.body) == canonical(answer)


# Added fields


@steady
@given(ANSWERS, SEEDS, RATES)
def test_adding_keeps_the_content_in_its_order(answer: bytes, seed: int, rate: float) -> None:
    root = etree.fromstring(add(answer, random(seed), IN_ANSWERS, rate))
    original = etree.fromstring(answer)
    names = KNOWN_NAMES | {str(node.tag).rpartition("}")[2] for node in original.iter()}
    for node in list(root.iter(etree.Element)):
        if str(node.tag).rpartition("}")[2] not in names and (parent := node.getparent()) is not None:
            parent.remove(node)
    for node in root.iter(etree.Element):
        node.attrib.clear()
    assert named(root) == named(original)


def test_added_names_are_not_in_the_grammar() -> None:
    answer = sample()
    original = {str(node.tag) for node in etree.fromstring(answer).iter()}
    added: set[str] = set()
    for seed in range(300):
        root = etree.fromstring(add(answer, random(seed), IN_ANSWERS, 1.0))
        added |= {str(node.tag) for node in root.iter(etree.Element)} - original
        assert injected_event(random(seed)).type not in KNOWN_NAMES
    assert len(added) > 100
    assert not {tag.rpartition("}")[2] for tag in added} & KNOWN_NAMES
    assert {"order", "orders", "all", "events_Done", "isbundle", "notices", "stock", "login"} <= KNOWN_NAMES


def test_elements_are_added_at_any_depth_and_beside_events() -> None:
    parents, depths, namespaces = set(), set(), set()
    for seed in range(100):
        root = etree.fromstring(add(sample(), random(seed), frozenset({"elements", "foreign"}), 0.7))
        for node in root.iter(etree.Element):
            name = etree.QName(node)
            if name.localname not in KNOWN_NAMES and name.namespace != ENVELOPE:
                parent = node.getparent()
                assert parent is not None
                parents.add(etree.QName(parent).localname)
                depths.add(len(list(node.iterancestors())))
                namespaces.add(name.namespace)
    assert {"events", "event", "data", "order", "sizes", "size"} <= parents
    assert "events_Get" not in parents  # zeep returns its only child as the answer
    assert len(depths) >= 6
    assert CENTRA in namespaces
    assert len(namespaces) == 4


def test_added_elements_follow_the_known_ones_by_default() -> None:
    def order(kinds: frozenset[str]) -> set[bool]:
        """Return for many answers whether an added element precedes a known one."""
        found = set()
        for seed in range(50):
            for node in etree.fromstring(add(sample(), random(seed), kinds, 0.5)).iter("{*}event", "{*}order"):
                known = [etree.QName(sub).localname in KNOWN_NAMES for sub in node]
                found.add(known != sorted(known, reverse=True))
        return found

    both = frozenset({"elements", "foreign"})
    assert order(both) == {False}
    assert order(both | {ANYWHERE}) == {True, False}


def test_attributes_are_added_to_leaves_too() -> None:
    seen = set()
    for seed in range(50):
        for node in etree.fromstring(add(sample(), random(seed), frozenset({"attributes"}), 0.5)).iter():
            seen |= {(etree.QName(node).localname, etree.QName(key).localname) for key in node.attrib}
    assert {"id", "order"} <= {element for element, _ in seen}
    assert not {key for _, key in seen} & {"id", "type", "nil", "of", "mustUnderstand"}


def test_nothing_is_added_to_a_fault() -> None:
    answer = wrap(fault("Client", "No."), CENTRA)
    assert add(answer, random(0), IN_ANSWERS, 1.0) == answer


# Seeds


def test_a_repeated_history_gets_the_same_mutations_in_another_tenant() -> None:
    mutation = Mutation(equal=True, seed=3)
    one, other = Mutator(mutation), Mutator(mutation)
    assert [one.mutate(sample()) for _ in range(5)] == [other.mutate(sample()) for _ in range(5)]
    assert [one.injected_beside(id) is None for id in range(50)] == [
        other.injected_beside(id) is None for id in range(50)
    ]


def test_setting_one_kind_does_not_change_another() -> None:
    only_added = Mutator(Mutation(seed=3)).mutate(sample())
    both = Mutator(Mutation(equal=True, seed=3)).mutate(sample())
    assert canonical(both.body) == canonical(only_added.body)


# Invalid settings


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"rate": 1.5}, "rate: a number from 0 to 1"),
        ({"rate": True}, "rate: a number"),
        ({"seed": "x"}, "seed: a whole number"),
        ({"added": ["fields"]}, "added: true, false or a list of elements, foreign"),
        ({"equal": "cdata"}, "equal: true, false or a list of prefixes"),
    ],
)
def test_an_invalid_mutation_is_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(Refused, match=message):
        Mutation(**settings)


def test_the_default_kinds_are_those_that_any_client_must_tolerate() -> None:
    assert Mutation(added=True).added_kinds == frozenset(ADDED)
    assert Mutation(equal=True).equal_kinds == frozenset(EQUAL)
    assert Mutation(added=False).added_kinds == frozenset()
