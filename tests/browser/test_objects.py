"""Objects in a browser: search, pages, editing as XML, references, history and events."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from centra_fixtures.scenes import load_demo
from centra_mock import Centra
from support.chromium import Troubles, axe, fits, go_back
from support.looks import every_look
from support.polling import Client
from support.shop import object_of
from support.wire import call, poll

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def shop(centra: Centra) -> Centra:
    """Fill the demo shop so that its objects have a history."""
    load_demo(centra)
    return centra


@pytest.fixture
def objects(shop: Centra, page: Page) -> Page:
    page.goto(f"{shop.server_url}/_admin/{shop.name}/objects")
    return page


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()


def changes(page: Page) -> Locator:
    return page.locator("article")


@every_look
@pytest.mark.parametrize(
    "path",
    [
        "", "/product", "/product/sweater", "/product/sweater?at=variations/variation:sweater-blue/sizes/size:M",
        "/product/sweater?at=variations/variation:%2B", "/product/chair/xml", "/product/chair/history",
        "/product/chair/events", "/product/chair/referring?of=order", "/account/nordic-mock",
    ],
)  # fmt: skip
def test_the_pages_are_readable_in_every_look(objects: Page, shop: Centra, path: str) -> None:
    shop.place_order()
    objects.goto(f"{objects.url}{path}")
    axe(objects)
    fits(objects)


def test_references_link_to_their_objects_and_back(objects: Page, shop: Centra) -> None:
    order = shop.place_order()
    objects.goto(f"{objects.url}/order/{order}")
    objects.get_by_role("link", name="market se").click()
    expect(objects.get_by_role("heading", level=1)).to_have_text("market se")
    objects.get_by_role("link", name="Referred to by").click()
    objects.get_by_label("Objects of type").select_option("order")
    objects.get_by_role("button", name="Show").click()
    objects.get_by_role("link", name=order, exact=True).click()
    expect(objects.get_by_role("heading", level=1)).to_have_text(f"order {order}")


def test_the_history_shows_a_clients_changes_and_links_to_its_requests(objects: Page, shop: Centra) -> None:
    objects.goto(f"{objects.url}/market/se/history")
    expect(changes(objects)).to_have_count(1)
    name = HOSTILE.replace("<", "&lt;")
    call(shop, "markets_Update", f"<markets><market><id>se</id><description>{name}</description></market></markets>")
    expect(changes(objects)).to_have_count(2)
    expect(changes(objects).first.locator("del")).to_have_text("Sweden")
    expect(changes(objects).first.locator("ins")).to_have_text(HOSTILE)
    changes(objects).get_by_role("link", name="exchange").click()
    expect(objects.get_by_role("heading", level=1)).to_contain_text("markets_Update")


def test_a_long_history_is_paged(objects: Page, shop: Centra) -> None:
    for number in range(25):
        shop.put("market", "se", {"description": f"name {number}"})
    objects.goto(f"{objects.url}/market/se/history")
    expect(changes(objects)).to_have_count(20)
    objects.get_by_role("link", name="Older").click()
    expect(changes(objects)).to_have_count(6)
    expect(changes(objects).first.locator("ins")).to_have_text("name 4")


def test_events_of_an_object_are_listed_in_any_state(objects: Page, shop: Centra, client: Client) -> None:
    order = shop.place_order()
    objects.goto(f"{objects.url}/order/{order}/events")
    expect(objects.locator("tbody tr")).to_have_count(1)
    client.poll(finish=2)
    expect(objects.locator("tbody")).to_contain_text("done")
    shop.change_order(order, {"other": "x"})
    shop.put("market", "se", {"description": "x"})
    objects.reload()
    expect(objects.locator("tbody tr")).to_have_count(2)
    expect(objects.locator("tbody tr").first).to_contain_text("queued")
    objects.locator("tbody tr").first.get_by_role("link").click()
    expect(objects.get_by_role("heading", level=1)).to_have_text(re.compile(r"Event \d+"))


def test_an_edit_as_xml_queues_an_event(objects: Page, shop: Centra, client: Client) -> None:
    order = shop.place_order()
    client.poll(finish=2)
    objects.goto(f"{objects.url}/order/{order}")
    objects.get_by_role("link", name="XML").click()
    objects.get_by_label("Changes as XML").fill(
        f"<order><comment/><other>{HOSTILE.replace('<', '&lt;')}</other></order>"
    )
    save(objects)
    expect(objects.get_by_role("status")).to_contain_text("is changed")
    expect(objects.locator("#object")).to_contain_text("&lt;img src=x")
    (event,) = poll(shop)
    assert event.findtext("data/order/other") == HOSTILE


def test_a_long_object_is_cut_and_can_be_downloaded(objects: Page, shop: Centra) -> None:
    many = [{"key": f"k{number}", "value": "x" * 100} for number in range(600)]
    shop.put("account", "nordic-mock", {"additionals": {"additional": many}})
    objects.goto(f"{objects.url}/account/nordic-mock/xml")
    expect(objects.get_by_text("Only the beginning is shown.")).to_be_visible()
    with objects.expect_download() as download:
        objects.get_by_role("link", name="Download the XML").click()
    assert b"<key>k599</key>" in download.value.path().read_bytes()


def test_refused_xml_is_shown_again(objects: Page, troubles: Troubles) -> None:
    troubles.allow("422")
    objects.goto(f"{objects.url}/product/chair/xml")
    objects.get_by_label("Changes as XML").fill("<product><nope")
    save(objects)
    expect(objects.get_by_role("alert")).to_contain_text("XML")
    expect(objects.get_by_label("Changes as XML")).to_have_value("<product><nope")


def test_objects_are_found_by_a_text_in_any_case_and_by_id(objects: Page, shop: Centra) -> None:
    shop.put("product", "sweater", {"comment": "Warm & SOFT"})
    objects.get_by_role("link", name="product", exact=True).click()
    for text, found in (
        ("warm & s", ["sweater"]),
        ("CHAI", ["chair"]),
        ("variations", []),
        ("sweater-BLUE", ["sweater"]),
    ):
        objects.get_by_label("Search").fill(text)
        objects.get_by_role("button", name="Show").click()
        expect(objects.locator("tbody a")).to_have_text(found)


def test_an_order_links_to_its_page_in_the_shop(objects: Page, shop: Centra) -> None:
    order = shop.place_order()
    objects.goto(f"{shop.server_url}/_admin/{shop.name}/objects/order/{order}")
    objects.get_by_role("link", name="in the shop").click()
    expect(objects.get_by_role("heading", name=f"Order {order}")).to_be_visible()
    objects.get_by_role("link", name="The object").click()
    expect(objects.get_by_role("heading", name=f"order {order}", exact=True)).to_be_visible()


def test_an_object_with_a_hostile_id_is_made_found_and_deleted(objects: Page, shop: Centra, troubles: Troubles) -> None:
    objects.get_by_role("link", name="market", exact=True).click()
    objects.get_by_label("New market").fill(HOSTILE)
    objects.get_by_role("button", name="Create").click()
    expect(objects.get_by_role("heading", level=1)).to_have_text(f"market {HOSTILE}")
    objects.get_by_role("button", name="Delete …").click()
    objects.get_by_role("button", name="Delete it").click()
    expect(objects.get_by_role("status")).to_contain_text("is deleted")
    assert shop.objects.get("market", HOSTILE) is None
    go_back(objects)
    objects.reload()
    expect(changes(objects).first).to_contain_text("Deleted in Centra")
    troubles.allow("409")
    objects.goto(f"{shop.server_url}/_admin/{shop.name}/objects/market")
    objects.get_by_label("New market").fill("se")
    objects.get_by_role("button", name="Create").click()
    expect(objects.get_by_role("alert")).to_contain_text("There is a market “se” already.")


@pytest.mark.parametrize("id", [".", "..", "~", "~.", "a/b?c#d", "%2e", " x"])
def test_every_id_has_a_url(objects: Page, shop: Centra, id: str) -> None:
    shop.put("market", id, {"description": "Here"})
    objects.get_by_role("link", name="market", exact=True).click()
    objects.get_by_role("row", name="Here").get_by_role("link").click()
    expect(objects.get_by_label("description")).to_have_value("Here")
    objects.get_by_label("description").fill("There")
    save(objects)
    assert object_of(shop, "market", id).findtext("description") == "There"
