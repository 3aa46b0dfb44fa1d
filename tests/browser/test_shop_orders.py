"""Working on an order in a browser, while a client polls."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from browser.shop_pages import HOSTILE, address, named_events, notice, press, problem
from centra_mock import Centra, Line
from support.chromium import NARROW, Troubles, axe, fits
from support.looks import every_look
from support.polling import Client
from support.shop import clear, object_of
from support.tenants import queries_of

SWEATERS = "Sweater Blue Medium"


def place(shop: Centra, quantity: int = 3) -> str:
    """Place an order of sweaters, and empty the queue."""
    order = shop.place_order([Line(variation="sweater-blue", size="M", quantity=quantity)])
    clear(shop)
    return order


def expect_event(page: Page, client: Client, said: str, type: str = "order") -> None:
    """Expect that the notice names the only queued event, and that the client gets it."""
    expect(notice(page)).to_contain_text(said)
    (event,) = client.poll()
    expect(notice(page)).to_have_text(f"{said} Event {event} ({type}) is queued.")


@pytest.mark.parametrize("look", [NARROW], indirect=True)
def test_an_order_is_shipped_on_a_narrow_page_without_scrolling(shop: Centra, page: Page) -> None:
    order = place(shop)
    page.goto(address(shop))
    for does in ("Pay", "Ship"):
        expect(page.get_by_role("button", name=f"{does} order {order}")).to_be_in_viewport(ratio=1)
    press(page, f"Ship order {order}")
    expect(notice(page)).to_contain_text(f"of order {order} is sent.")


@every_look
def test_the_list_of_orders_is_readable_in_every_look(shop: Centra, page: Page) -> None:
    shop.place_orders(count=30)
    shop.place_order(kind="wholesale")
    shop.cancel_order("1")
    page.goto(address(shop))
    orders = page.get_by_role("region", name="Orders").locator("tbody tr")
    expect(orders).to_have_count(25)
    expect(orders.first).to_contain_text("Nordic Mock Stores")
    axe(page)
    fits(page)
    page.get_by_role("link", name="Older").click()
    expect(orders).to_have_count(6)
    expect(orders.last).to_contain_text("canceled")
    expect(orders.last.get_by_role("button")).to_have_count(0)


def test_orders_appear_by_themselves(shop: Centra, client: Client, page: Page) -> None:
    page.goto(address(shop))
    expect(page.get_by_text("There are no orders yet.")).to_be_visible()
    shop.place_order()
    client.poll()
    expect(page.get_by_role("link", name="1", exact=True)).to_be_visible()


def test_an_order_is_paid_and_shipped_from_the_list(shop: Centra, client: Client, page: Page) -> None:
    place(shop)
    page.goto(address(shop))
    press(page, "Pay order 1")
    expect_event(page, client, "Order 1 is paid.")
    expect(page.get_by_role("button", name="Pay order 1")).to_have_count(0)
    clear(shop)
    press(page, "Ship order 1")
    expect_event(page, client, "Shipment 1 of order 1 is sent.")
    order = object_of(shop, "order", "1")
    assert (order.findtext("status"), order.findtext("payments/status")) == ("completed", "completed")
    page.get_by_role("link", name="Object of order 1").click()
    expect(page.get_by_role("heading", name="order 1")).to_be_visible()


def test_a_notice_names_only_its_own_events(shop: Centra, page: Page) -> None:
    shop.emit("wishlist", count=7)
    shop.place_order()
    page.goto(address(shop))
    press(page, "Pay order 1")
    expect(notice(page)).to_have_text("Order 1 is paid. Event 10 (order) is queued.")


def test_a_pressed_button_stays_until_it_is_released(shop: Centra, client: Client, page: Page) -> None:
    place(shop)
    page.goto(address(shop))
    page.get_by_role("button", name="Pay order 1").hover()
    page.mouse.down()
    with page.expect_response(address(shop)):
        client.poll()
    page.mouse.up()
    expect(notice(page)).to_contain_text("Order 1 is paid.")


def test_news_are_shown_when_a_button_is_released(shop: Centra, client: Client, page: Page) -> None:
    place(shop)
    page.goto(address(shop))
    page.get_by_role("link", name="1", exact=True).hover()
    page.mouse.down()
    shop.place_order()
    with page.expect_response(address(shop)):
        client.poll()
    expect(page.get_by_role("link", name="2", exact=True)).to_have_count(0)
    page.mouse.move(0, 0)
    page.mouse.up()
    expect(page.get_by_role("link", name="2", exact=True)).to_be_visible()


@every_look
def test_the_page_of_an_order_is_readable_in_every_look(shop: Centra, page: Page) -> None:
    shop.ship_order(place(shop), {"1": 1})
    page.goto(address(shop, "orders", 1))
    expect(page.get_by_role("heading", name="Order 1")).to_be_visible()
    expect(page.get_by_role("heading", name="Shipment 1")).to_be_visible()
    axe(page)
    fits(page)


def test_a_part_is_shipped_returned_and_the_rest_cancelled(shop: Centra, client: Client, page: Page) -> None:
    place(shop)
    page.goto(address(shop, "orders", 1))
    with client.keeps_polling():
        page.get_by_label(f"Quantity of {SWEATERS} to ship or cancel").fill("2")
        page.get_by_label("capture the payment").check()
        press(page, "Ship these")
        expect(notice(page)).to_contain_text("Shipment 1 of order 1 is sent.")
    expect_event(page, client, "Shipment 1 of order 1 is sent.")
    assert queries_of(shop).shop.order("1").paid == Decimal("1198.00")
    clear(shop)
    page.get_by_label(f"Quantity of {SWEATERS} to return").fill("1")
    page.get_by_label("Return fee").fill("49.50")
    page.get_by_label("leave it pending").check()
    press(page, "Return these")
    expect_event(page, client, "Return 1 of shipment 1 is pending.")
    clear(shop)
    press(page, "Complete return 1")
    expect_event(page, client, "Return 1 of order 1 is completed.")
    expect(page.get_by_role("button", name="Complete return 1")).to_have_count(0)
    clear(shop)
    press(page, "Refund without return")
    expect_event(page, client, "Refund 2 of shipment 1 is made.")
    clear(shop)
    press(page, "Cancel these")
    expect_event(page, client, "A part of order 1 is cancelled.")
    order = object_of(shop, "order", "1")
    refunds = order.findall("shipments/shipment/refunds/refund")
    assert [refund.findtext("type") for refund in refunds] == ["return", "credit"]
    assert [refund.findtext("returnfee/subtotal") for refund in refunds] == ["-49.5", None]
    assert order.findtext("cancelled/product/qty") == "1"
    stock = object_of(shop, "product", "sweater").findall("variations/variation/sizes/size")
    assert stock[1].findtext("warehouseitems/warehouse/qty") == "499"


def test_a_payment_is_taken_in_part_and_a_shipment_captured(shop: Centra, client: Client, page: Page) -> None:
    place(shop)
    page.goto(address(shop, "orders", 1))
    page.get_by_label("Amount").fill("97")
    press(page, "Pay")
    expect_event(page, client, "97 of order 1 is paid.")
    clear(shop)
    page.get_by_label("let the shipment wait").check()
    press(page, "Ship these")
    expect_event(page, client, "Shipment 1 of order 1 is created and waits.")
    clear(shop)
    press(page, "Send the waiting shipment")
    expect_event(page, client, "Shipment 1 of order 1 is sent.")
    clear(shop)
    press(page, "Capture payment")
    expect_event(page, client, "The payment of shipment 1 is captured.")
    expect(page.get_by_role("button", name="Capture payment")).to_have_count(0)
    assert queries_of(shop).shop.order("1").paid == Decimal("1797.00")


def test_invoices_are_made_and_an_order_is_cancelled(shop: Centra, client: Client, page: Page) -> None:
    place(shop)
    page.goto(address(shop, "orders", 1))
    press(page, "Create invoice")
    expect_event(page, client, "Invoice 1 of order 1 is made.", "invoice")
    clear(shop)
    press(page, "Cancel the order")
    expect_event(page, client, "Order 1 is cancelled.")
    expect(page.get_by_text("There are no lines.")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel the order")).to_have_count(0)


def test_errors_are_shown_and_the_forms_keep_their_values(shop: Centra, page: Page, troubles: Troubles) -> None:
    troubles.allow("422")
    place(shop)
    page.goto(address(shop, "orders", 1))
    quantity = page.get_by_label(f"Quantity of {SWEATERS} to ship or cancel")
    for wrong, said in (
        ("0", "Nothing is selected: enter the quantity of at least one line to ship. nothing_selected"),
        ("4", 'order "1": orderitem "1" has 3 to ship, not 4 quantity_too_large'),
        ("-1", "quantity: a whole number is wanted, not '-1' invalid_value"),
    ):
        quantity.fill(wrong)
        press(page, "Ship these")
        expect(problem(page)).to_have_text(said)
        expect(quantity).to_have_value(wrong)
    page.get_by_label("Amount").fill("a lot")
    press(page, "Pay")
    expect(problem(page)).to_contain_text("amount: an amount is wanted, such as 59.90, not 'a lot'")
    expect(page.get_by_label("Amount")).to_have_value("a lot")
    page.get_by_label("Amount").fill("1797.01")
    press(page, "Pay")
    expect(problem(page)).to_contain_text("1797.00 is left to pay, not 1797.01")
    axe(page)
    assert len(shop.queue) == 0


def test_a_failing_payment_is_reported(shop: Centra, page: Page, troubles: Troubles) -> None:
    troubles.allow("422")
    shop.place_order(payment="failing")
    shop.ship_order("1")
    clear(shop)
    page.goto(address(shop, "orders", 1))
    press(page, "Capture payment")
    expect(problem(page)).to_contain_text("was refused: nothing has changed")
    assert len(shop.queue) == 0


def test_a_locked_order_offers_only_what_is_possible(shop: Centra, page: Page) -> None:
    shop.update("orders", [{"id": place(shop), "locked": "yes"}])
    page.goto(address(shop, "orders", 1))
    expect(page.get_by_text("The client has locked this order")).to_be_visible()
    expect(page.get_by_role("button", name="Ship these")).to_have_count(0)
    expect(page.get_by_role("button", name="Cancel the order")).to_have_count(0)
    expect(page.get_by_role("button", name="Pay")).to_be_visible()


def test_an_order_is_released_confirmed_sent_and_archived(shop: Centra, client: Client, page: Page) -> None:
    shop.policy = shop.policy.changed({"autoconfirm": "none"})
    clear(shop)
    shop.place_order(hold=True)
    page.goto(address(shop, "orders", 1))
    heading = page.get_by_role("heading", name="Order 1")
    expect(heading).to_have_text("Order 1 pending hold not paid")
    expect(page.get_by_role("button", name="Ship these")).to_have_count(0)
    press(page, "Release")
    expect(notice(page)).to_have_text(f"Order 1 is released. Events {named_events(shop.queue)} are queued.")
    assert [event.type for event in shop.queue] == ["customer", "order"]
    press(page, "Hold")
    expect(notice(page)).to_have_text("Order 1 is on hold. No event was queued.")
    press(page, "Release")
    expect(heading).to_have_text("Order 1 pending not paid")
    clear(shop)
    expect(page.get_by_text("Shipments wait for the confirmation")).to_be_visible()
    press(page, "Confirm")
    expect_event(page, client, "Order 1 is confirmed.")
    page.get_by_label("capture the payment").check()
    press(page, "Ship these")
    expect(heading).to_have_text("Order 1 completed paid")
    clear(shop)
    press(page, "Archive")
    expect_event(page, client, "Order 1 is archived.")
    page.get_by_role("link", name="Orders", exact=True).click()
    expect(page.get_by_role("link", name="1", exact=True)).to_have_count(0)
    page.get_by_role("link", name="Show them").click()
    page.get_by_role("link", name="1", exact=True).click()
    expect(heading).to_have_text("Order 1 archived paid")


def test_an_unknown_order_is_reported(shop: Centra, page: Page, troubles: Troubles) -> None:
    troubles.allow("404")
    page.goto(address(shop, "orders", "%3Cimg%20src=x%3E"))
    expect(problem(page)).to_contain_text('there is no order "<img src=x>"')


def test_hostile_names_are_escaped(shop: Centra, page: Page) -> None:
    shop.put("product", "sweater", {"description": HOSTILE})
    order = shop.place_order(
        [Line(variation="sweater-blue", size="M")],
        customer={"firstname": HOSTILE, "email": f"{HOSTILE}@example.com"},
        fields={"id": HOSTILE},
    )
    page.goto(address(shop))
    page.get_by_role("link", name=HOSTILE, exact=True).click()
    expect(page.get_by_role("heading", name=f"Order {HOSTILE}")).to_be_visible()
    expect(page.get_by_role("region", name="Lines")).to_contain_text(HOSTILE)
    press(page, "Ship these")
    expect(notice(page)).to_contain_text(f"Shipment 1 of order {HOSTILE} is sent.")
    assert order == HOSTILE
    assert page.locator("main img, main script").count() == 0
