"""The advice after an error: what would have worked."""

from __future__ import annotations

from dataclasses import replace

import pytest
import requests
from lxml import etree

from centra_mock import Centra
from centra_mock.web.admin.advice import advice
from centra_mock.wire.endpoints import CENTRA, ENVELOPE, ENVELOPE_1_2, SILK
from support.tenants import tenant_of
from support.wire import HEADERS, call, done, envelope, login, poll

KEPT = "A field that is not known is kept as it was sent."


def advised(shop: Centra) -> list[str]:
    """Return the advice on the last exchange."""
    return advice(shop.journal.exchanges(before=10**9, limit=1)[0], tenant_of(shop))


def send(shop: Centra, body: str | bytes, endpoint: str = "soap", **headers: str) -> list[str]:
    """Send a request, and return the advice on it."""
    said = {**HEADERS, **{name.replace("_", "-"): value for name, value in headers.items()}}
    data = body.encode() if isinstance(body, str) else body
    requests.post(shop.endpoint_url(endpoint), data, headers=said, timeout=30)
    return advised(shop)


def update(shop: Centra, plural: str, inner: str) -> list[str]:
    """Send an update, and return the advice on it."""
    call(shop, f"{plural}_Update", inner)
    return advised(shop)


def test_the_advice_says_what_would_have_worked(shop: Centra) -> None:
    right = f"<events_GetRequest>{login(shop)}<type>all</type></events_GetRequest>"
    assert send(shop, envelope(right)) == []
    (found,) = send(shop, envelope(right, SILK))
    assert f'xmlns="{CENTRA}"' in found
    assert "navision/soap" in found
    (found,) = send(shop, envelope(right), SOAPAction="events_get")
    assert f'"{CENTRA}Events_Get"' in found
    (found,) = send(shop, envelope(right.replace("events_GetRequest", "event_Get")))
    assert found == "The operation's element is <events_GetRequest>, not <event_Get>."
    (found,) = send(shop, envelope("<events_GetRequest><type>all</type></events_GetRequest>"))
    assert "first into the operation's element" in found
    (found,) = send(shop, envelope(right, SILK), endpoint="navision-api")
    assert "Authorization: Basic" in found
    wrong = right.replace(shop.login.password, "geheim")
    (found,) = send(shop, envelope(wrong))
    assert "that the server was started with" in found
    assert "geheim" not in found
    (found,) = send(shop, envelope(right).replace(ENVELOPE, ENVELOPE_1_2))
    assert ENVELOPE in found
    (found,) = send(shop, envelope(right.replace("events_GetRequest", "shipments_Update")))
    assert found.startswith("There is no operation <shipments_Update>; there are events_GetRequest, ")
    (found,) = send(shop, '{"type": "all"}')
    assert found.startswith("The body is no XML: ")
    (found,) = send(shop, "")
    assert found.startswith("The body is empty")
    (found,) = send(shop, envelope(right).replace("all", "H & M"))
    assert "H & M" in found
    (found,) = send(shop, f"<!DOCTYPE x>{envelope(right)}")
    assert "DOCTYPE" in found
    (found,) = send(shop, envelope(f"<events_Done>{login(shop)}<event>1,2</event></events_Done>"))
    assert "<event>1</event><event>2</event>" in found
    (found,) = send(shop, envelope(f"<events_Done>{login(shop)}<event>999</event></events_Done>"))
    assert found.startswith("There never was an event 999. ")
    assert "not by <entry>" in found
    (found,) = send(shop, envelope(f"<products_Update>{login(shop)}<product><id>x</id></product></products_Update>"))
    assert found == "In products_Update write <products><product>…</product></products>, not <product> alone."


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("<Description>x</Description>", "In accounts/account it is <description>, not <Description>."),
        (
            "<buyers><buyer><id>b</id><telefone/></buyer></buyers>",
            "In accounts/account/buyers/buyer it is <telephone>, not <telefone>.",
        ),
        (
            "<service>1</service>",
            "In accounts/account write <carrierinformation><service>…</service></carrierinformation>, "
            "not <service> alone.",
        ),
        (
            "<market><id>se</id><creditlimit>1</creditlimit></market>",
            "<creditlimit> has its place in accounts/account, not in accounts/account/market.",
        ),
        ("<desc>x</desc>", "In accounts/account it is <description>, not <desc>."),
        (
            "<loyalty>gold</loyalty>",
            "<loyalty> is no field of accounts/account, which has id, type, status, description, other, discount, "
            "market, pricelist, internalinformation, creditlimit, salesrep, paymentterms, …",
        ),
        (
            '<x:other xmlns:x="urn:x">1</x:other>',
            f'<other> in accounts/account is of xmlns="urn:x"; write it in "{CENTRA}".',
        ),
    ],
)
def test_an_unknown_field_is_reported_although_it_was_kept(shop: Centra, sent: str, expected: str) -> None:
    account = f"<account><id>{shop.objects.of_type('account')[0].id}</id>{sent}</account>"
    assert update(shop, "accounts", f"<accounts>{account}{account}</accounts>") == [expected, KEPT]
    assert shop.journal.exchanges()[-1].outcome == "ok"


def test_known_fields_get_no_advice(shop: Centra) -> None:
    for type, plural in (("product", "products"), ("account", "accounts"), ("pricelist", "pricelists")):
        for found in shop.objects.of_type(type):
            sent = "".join(etree.tostring(sub, encoding="unicode") for sub in found.tree)
            assert update(shop, plural, f"<{plural}><{type}>{sent}</{type}></{plural}>") == []


def test_a_wrong_name_of_an_object_gets_the_right_one(shop: Centra) -> None:
    (found,) = update(shop, "products", "<product_list><product><id>x</id></product></product_list>")
    assert found == "In products_Update it is <products>, not <product_list>."
    call(shop, "events_GetRequest", "<Type>all</Type>")
    assert advised(shop) == ["In events_GetRequest it is <type>, not <Type>."]
    call(shop, "events_Done", "<events>1</events>")
    assert advised(shop) == ["In events_Done it is <event>, not <events>."]


def test_a_repeated_mistake_is_reported_a_few_times(shop: Centra) -> None:
    fields = "".join(f"<other{number}/>" for number in range(9))
    assert len(update(shop, "markets", f"<markets><market><id>m</id>{fields}</market></markets>")) == 5 + 1


def test_a_wrong_content_type_gets_advice(shop: Centra) -> None:
    right = envelope(f"<events_GetRequest>{login(shop)}<type>all</type></events_GetRequest>")
    (found,) = send(shop, right, Content_Type="application/x-www-form-urlencoded")
    assert found.startswith("Send Content-Type: text/xml; charset=utf-8, not application/x-www-form-urlencoded: ")
    (found,) = send(shop, right.replace("all", "é"), Content_Type="text/xml; charset=ascii")
    assert found == "The body is in UTF-8: send Content-Type: text/xml; charset=utf-8, or no charset at all."
    assert send(shop, right.replace("all", "é").encode("latin-1"), Content_Type="text/xml; charset=ascii") == []


def test_advice_depends_on_the_code_and_not_on_the_message(shop: Centra) -> None:
    spoken = "<other>There is no operation; The SOAPAction is; The login is missing; has a DOCTYPE</other>"
    (found,) = update(shop, "accounts", f"<accounts><account><id/>{spoken}<oter/></account></accounts>")[:-1]
    assert found == "In accounts/account it is <other>, not <oter>."
    assert shop.journal.exchanges()[-1].code == "missing_field"


def test_a_body_that_is_too_large_is_not_treated_as_empty(shop: Centra) -> None:
    shop.policy = replace(shop.policy, max_body=10)
    assert send(shop, envelope("")) == []


def test_an_event_that_is_not_queued_gets_its_state(shop: Centra) -> None:
    shop.emit("giftcard", count=9)
    first, second, *others = (event.id for event in shop.queue)
    done(shop, first)
    by = shop.journal.exchanges()[-1]
    shop.cancel_event(second)
    done(shop, first, second)
    fates = f"Event {first} was done at {by.at[:10]} {by.at[11:19]}, by exchange {by.id}; Event {second} was cancelled"
    assert advised(shop) == [f"{fates}. An event is done once."]
    shop.drain()
    shop.journal.clear()
    done(shop, *others)
    (found,) = advised(shop)
    assert f"Event {others[0]} was done before" in found
    assert found.endswith(", and 2 more. An event is done once.")
    done(shop, others[-1])
    assert advised(shop) == [f"Event {others[-1]} was done before. An event is done once."]


def test_an_order_id_in_the_place_of_an_event_id_gets_the_event(shop: Centra) -> None:
    for _ in range(3):
        shop.emit("giftcard")
    shop.place_order()
    shop.convert("order", 1, "4711")
    (event,) = (each for each in shop.queue if each.type == "order")
    poll(shop)
    done(shop, 4711)
    (found,) = advised(shop)
    assert found.startswith(f"There never was an event 4711; event {event.id} is about order 4711. ")
