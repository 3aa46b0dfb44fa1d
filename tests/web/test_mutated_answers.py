"""Mutations over the wire: clients read what they know, seeds repeat, and added events are real."""

from __future__ import annotations

from copy import deepcopy
from typing import Any
from xml.etree.ElementTree import canonicalize

import pytest
import zeep
from lxml import etree

from centra_mock import Centra
from centra_mock.activities.mutation import ADDED, EQUAL, OPTIONAL, OPTIONAL_ADDED
from centra_mock.domain.mutations import Mutation
from centra_mock.domain.mutations.added import KNOWN_NAMES
from centra_mock.wire.tree import Element
from support.raw import exchange, parts
from support.wire import call, done, poll

IN_ANSWERS = frozenset({**ADDED, **OPTIONAL_ADDED}) - {"events"}
EVERY_EQUAL = frozenset(EQUAL) | frozenset(OPTIONAL)


@pytest.mark.parametrize(("kind", "charset"), [("utf16", "utf-16"), ("latin1", "iso-8859-1"), ("bom", "utf-8")])
def test_the_content_type_names_the_charset(shop: Centra, kind: str, charset: str) -> None:
    shop.place_order(customer={"firstname": "Åsa"})
    shop.mutation = Mutation(added=False, equal=[kind], rate=1)
    reply = call(shop, "events_GetRequest", "<type>all</type>")
    assert reply.http.headers["Content-Type"] == f"text/xml; charset={charset}"
    assert reply.body.findtext("events/event/data/customer/firstname") == "Åsa"


# Seeds


def answers(centra: Centra, mutation: Mutation | None) -> list[bytes]:
    centra.mutation = mutation
    sent = ("<type>all</type>", "<type>order</type>", "<type>all</type>")
    return [parts(exchange(centra, "events_GetRequest", inner)).body for inner in sent]


def test_a_seed_repeats_every_answer_and_others_differ(shop: Centra) -> None:
    shop.place_order()
    mutation = Mutation(added=sorted(IN_ANSWERS), equal=sorted(EVERY_EQUAL), seed=7)
    first = answers(shop, mutation)
    assert first[0] != first[2]
    assert answers(shop, mutation) == first
    others = answers(shop, Mutation(added=sorted(IN_ANSWERS), equal=sorted(EVERY_EQUAL), seed=8))
    assert all(one != other for one, other in zip(first, others, strict=True))
    plain_ones = answers(shop, None)
    assert plain_ones[0] == plain_ones[2]


def test_a_rate_of_zero_changes_nothing(shop: Centra) -> None:
    shop.place_order()
    assert answers(shop, Mutation(equal=sorted(EVERY_EQUAL), rate=0)) == answers(shop, None)


# Over the wire


def known_only(node: Element) -> Element:
    copy = deepcopy(node)
    for sub in list(copy.iter(etree.Element)):
        parent = sub.getparent()
        if str(sub.tag) not in KNOWN_NAMES and parent is not None:
            parent.remove(sub)
    return copy


def fields_of(node: Element) -> str:
    return canonicalize(etree.tostring(known_only(node), encoding="unicode"))


@pytest.mark.parametrize("endpoint", ["soap", "navision-soap", "navision-api"])
def test_known_data_is_unchanged(shop: Centra, endpoint: str) -> None:
    for kind in ("retail", "wholesale"):
        shop.place_order(kind=kind, ship=True)
    before = [fields_of(event) for event in poll(shop, endpoint=endpoint)]
    # This client reads a text up to its first comment only.
    shop.mutation = Mutation([*ADDED, *OPTIONAL_ADDED], EVERY_EQUAL - {"split_text"}, rate=0.8, seed=1)
    for _ in range(5):
        assert [fields_of(event) for event in poll(shop, endpoint=endpoint)][: len(before)] == before
    shop.mutation = None
    assert shop.mutation is None


def test_faults_and_mutations_are_combined(shop: Centra) -> None:
    shop.mutation = Mutation(equal=[*EQUAL, "utf16"], rate=1)
    shop.faults.add("notices", count=None, messages=["Mind the gap."])
    shop.faults.add("failure", nth=2, messages=["No."])
    assert done(shop, shop.emit("loyaltycard")).notices == ["Mind the gap."]
    reply = done(shop)
    assert (reply.success, reply.errors) == (False, ["No."])
    assert reply.http.content.startswith(b"\xff\xfe")


def zeep_event(event: Any) -> tuple[str, str, str, str]:
    return (event.id, event.type, event.entry, event.mission)


def test_zeep_reads_the_known_data_of_any_mutation(shop: Centra) -> None:
    shop.place_order(ship=True)
    shop.place_order(kind="wholesale")
    settings = zeep.Settings(strict=False, xml_huge_tree=True)
    with zeep.Client(shop.wsdl_url, settings=settings) as client:  # type: ignore[no-untyped-call]
        arguments = {"login": {"username": shop.login.username, "password": shop.login.password}, "type": "order"}

        def read() -> list[Any]:
            events = client.service.events_Get(**arguments)
            return [
                (zeep_event(event), event.data.order.id, event.data.order.ordertotal, event.data.order.store,
                 [line.sizes.size[0].qty for line in event.data.order.products.product])
                for event in events
            ]  # fmt: skip

        expected = read()
        assert len(expected) == 2
        for seed in range(15):
            shop.mutation = Mutation(equal=[*EQUAL, *OPTIONAL], rate=0.4, seed=seed)
            assert read() == expected


# Events of unknown types


def drain(centra: Centra, limit: int = 200) -> list[tuple[str, str]]:
    """Poll and mark events done until the queue is empty."""
    seen: list[tuple[str, str]] = []
    for _ in range(limit):
        events = poll(centra)
        if not events:
            return seen
        seen += [(event.findtext("id") or "", event.findtext("type") or "") for event in events]
        assert done(centra, *(event.findtext("id") or "" for event in events)).notices == []
    raise AssertionError("the queue never ran empty")


def test_added_events_are_real_and_the_queue_can_be_emptied(shop: Centra) -> None:
    for _ in range(55):
        shop.place_order()
    known = len(shop.queue)
    shop.mutation = Mutation(added=["events"], rate=1)
    delivered = drain(shop)
    assert len(delivered) == len(set(delivered)) == 2 * known
    unknown = [type for _, type in delivered if type not in ("order", "customer")]
    assert len(unknown) == known
    assert not set(unknown) & KNOWN_NAMES
    assert len(shop.queue) == 0
    assert poll(shop) == []


def test_an_added_event_is_delivered_until_it_is_done(shop: Centra) -> None:
    shop.place_order()
    shop.mutation = Mutation(added=["events"], rate=1)
    first = [event.findtext("id") for event in poll(shop)]
    assert len(first) == 4
    assert [event.findtext("id") for event in poll(shop)] == first
    assert [event.id for event in shop.queue] == [int(id or "") for id in first]
    shop.mutation = None
    assert [event.findtext("id") for event in poll(shop)] == first


def test_events_are_added_only_to_reads_of_all_types(shop: Centra) -> None:
    shop.place_order()
    shop.mutation = Mutation(added=["events"], rate=1)
    assert [event.findtext("type") for event in poll(shop, "order")] == ["order"]
    assert len(shop.queue) == 2


def test_an_added_event_has_the_market_of_the_known_one(shop: Centra) -> None:
    shop.place_order(market="se")
    shop.mutation = Mutation(added=["events"], rate=1)

    def types(market: str) -> list[str | None]:
        asked = f"<type>all</type><markets><market><id>{market}</id></market></markets>"
        reply = call(shop, "events_GetByMarkets", asked)
        return [event.findtext("type") for event in reply.body.iterfind("events/event")]

    assert types("nowhere") == []
    assert len(types("se")) == 2
    assert len(types("se")) == 2
