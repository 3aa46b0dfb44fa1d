"""The form of an object in a browser: its fields and its parts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from centra_fixtures.scenes import load_demo
from centra_mock import Centra
from support.chromium import Troubles, go_back
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


def test_a_field_changed_in_the_form_queues_an_event_and_changes_nothing_else(
    objects: Page, shop: Centra, client: Client
) -> None:
    order = shop.place_order()
    client.poll(finish=2)
    with client.keeps_polling():
        objects.get_by_role("link", name="order", exact=True).click()
        objects.get_by_role("link", name=order, exact=True).click()
        objects.get_by_label("other", exact=True).fill(HOSTILE)
        save(objects)
        expect(objects.get_by_role("status")).to_have_text("The order is changed.")
        expect(objects.get_by_label("other", exact=True)).to_have_value(HOSTILE)
    (event,) = poll(shop)
    assert event.findtext("data/order/other") == HOSTILE
    change = shop.objects.history("order", order)[0]
    assert [(each.path, each.now) for each in change.differences] == [("other", HOSTILE)]


def test_a_field_is_emptied_and_a_text_of_two_lines_is_unchanged(objects: Page, shop: Centra) -> None:
    shop.put("product", "sweater", {"comment": "one\ntwo"})
    objects.goto(f"{objects.url}/product/sweater")
    objects.get_by_label("countryoforigin").fill("")
    save(objects)
    expect(objects.get_by_role("status")).to_contain_text("is changed")
    assert [each.path for each in shop.objects.history("product", "sweater")[0].differences] == ["countryoforigin"]
    save(objects)
    expect(objects.get_by_role("status")).to_have_text("Nothing was changed.")


def test_a_concurrent_change_is_not_overwritten(objects: Page, shop: Centra, troubles: Troubles) -> None:
    troubles.allow("409")
    objects.goto(f"{objects.url}/product/sweater")
    call(
        shop,
        "products_Update",
        "<products><product><id>sweater</id><sku>ERP</sku><comment>x</comment></product></products>",
    )
    objects.get_by_label("status").fill("inactive")
    save(objects)
    expect(objects.get_by_role("status")).to_contain_text("is changed")
    assert object_of(shop, "product", "sweater").findtext("sku") == "ERP"
    call(shop, "products_Update", "<products><product><id>sweater</id><sku>ERP2</sku></product></products>")
    call(shop, "products_Update", "<products><product><id>sweater</id><comment>y</comment></product></products>")
    objects.get_by_label("sku").fill("mine")
    save(objects)
    expect(objects.get_by_role("alert")).to_contain_text("sku is 'ERP2' by now, and was 'ERP'")
    assert object_of(shop, "product", "sweater").findtext("sku") == "ERP2"
    expect(objects.get_by_label("sku")).to_have_value("mine")
    expect(objects.get_by_label("comment")).to_have_value("y")
    save(objects)
    expect(objects.get_by_role("status")).to_contain_text("is changed")
    assert object_of(shop, "product", "sweater").findtext("sku") == "mine"
    assert object_of(shop, "product", "sweater").findtext("comment") == "y"


def test_a_refused_form_keeps_its_values(objects: Page, shop: Centra, troubles: Troubles) -> None:
    troubles.allow("422")
    objects.goto(f"{objects.url}/product/sweater")
    objects.get_by_label("status").fill("sold")
    objects.get_by_label("comment").fill("kept")
    save(objects)
    expect(objects.get_by_role("alert")).to_contain_text("status: 'sold' is not known; it can be active")
    expect(objects.get_by_label("comment")).to_have_value("kept")
    assert [each.what for each in shop.objects.history("product", "sweater")] == ["made"]
    objects.get_by_label("status").fill("inactive")
    save(objects)
    assert object_of(shop, "product", "sweater").findtext("comment") == "kept"
    go_back(objects)
    expect(objects.get_by_role("alert")).to_contain_text("status: 'sold' is not known")
    expect(objects.get_by_label("comment")).to_have_value("kept")


def test_parts_are_opened_changed_added_and_removed(objects: Page, shop: Centra) -> None:
    objects.goto(f"{objects.url}/product/sweater")
    objects.get_by_role("link", name="sweater-blue").click()
    objects.get_by_role("link", name="M", exact=True).click()
    objects.get_by_role("link", name="main").click()
    objects.get_by_label("qty").fill("7")
    save(objects)
    stock = "variations/variation[id='sweater-blue']/sizes/size[id='M']/warehouseitems/warehouse[id='main']/qty"
    assert object_of(shop, "product", "sweater").findtext(stock) == "7"
    objects.get_by_role("navigation", name="Parts").get_by_role("link", name="product sweater").click()
    objects.get_by_role("link", name="Add to variations/variation").click()
    objects.get_by_role("textbox", name="id", exact=True).fill("sweater,red/1")
    objects.get_by_label("description").fill("Red")
    objects.get_by_label("sizetable").fill("SML")
    objects.get_by_role("button", name="Add the variation").click()
    expect(objects.get_by_role("cell", name="Red", exact=True)).to_be_visible()
    objects.get_by_role("link", name="sweater,red/1").click()
    expect(objects.get_by_label("description")).to_have_value("Red")
    go_back(objects)
    objects.get_by_role("button", name="Remove … variation sweater-blue").click()
    objects.get_by_role("button", name="Remove it").click()
    expect(objects.get_by_role("status")).to_have_text("The variation is removed.")
    left = [each.findtext("id") for each in object_of(shop, "product", "sweater").iterfind("variations/variation")]
    assert left == ["sweater,red/1"]


def test_removing_a_part_queues_an_event_with_the_rest(objects: Page, shop: Centra, client: Client) -> None:
    order = shop.place_order()
    shop.put("order", order, {"additionals": {"additional": [{"key": key, "value": "x"} for key in ("a", "b/c,d")]}})
    objects.goto(f"{objects.url}/order/{order}")
    with client.keeps_polling():
        objects.get_by_role("button", name="Remove … additional b/c,d").click()
        objects.get_by_role("button", name="Remove it").click()
        expect(objects.get_by_role("status")).to_have_text("The additional is removed.")
    event = poll(shop)[-1]
    assert [each.findtext("key") for each in event.iterfind("data/order/additionals/additional")] == ["a"]


def test_a_long_list_of_parts_is_paged(objects: Page, shop: Centra) -> None:
    shop.put(
        "account", "nordic-mock", {"additionals": {"additional": [{"key": f"k{n}", "value": n} for n in range(150)]}}
    )
    objects.goto(f"{objects.url}/account/nordic-mock")
    expect(objects.get_by_text("1 to 100 of 150")).to_be_visible()
    objects.get_by_role("link", name="Next ›").click()
    expect(objects.get_by_role("link", name="k149")).to_be_visible()
    expect(objects.get_by_role("link", name="k99")).to_have_count(0)
