"""Faults, mutations and unknown events, set in a browser while a client polls."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from browser.shop_pages import address, notice, press, problem
from centra_mock import Centra
from centra_mock.activities.faults import KINDS
from centra_mock.domain.mutations import Mutation
from support.chromium import Troubles, axe, fits
from support.looks import every_look
from support.polling import Client
from support.wire import done, poll


@pytest.fixture
def trouble(shop: Centra, page: Page) -> Page:
    page.goto(address(shop, "trouble"))
    return page


@every_look
def test_the_page_is_readable_in_every_look(shop: Centra, page: Page) -> None:
    shop.faults.add("html", "events_Done", nth=2, count=3)
    shop.faults.add("delay", count=None)
    shop.mutation = Mutation()
    page.goto(address(shop, "trouble"))
    axe(page)
    fits(page)


def test_settings_of_others_show_at_once(trouble: Page, shop: Centra) -> None:
    shop.faults.add("delay", "events_Done", count=None)
    expect(trouble.get_by_role("row", name="events_Done")).to_contain_text("for ever")
    shop.faults.clear()
    expect(trouble.get_by_text("None is set: every call goes well.")).to_be_visible()
    shop.mutation = Mutation()
    expect(trouble.get_by_role("button", name="Answer as Centra does")).to_be_visible()
    shop.clock.freeze()
    expect(trouble.get_by_text("stands still", exact=True)).to_be_visible()


def test_an_unknown_event_reaches_the_client(trouble: Page, shop: Centra, client: Client) -> None:
    with client.keeps_polling():
        trouble.get_by_label("Type", exact=True).fill("giftcard")
        trouble.get_by_label("Entry").fill("7")
        trouble.get_by_label("Mission").select_option("delete")
        trouble.get_by_label("Data, as XML").fill("<card><id>7</id></card>")
        press(trouble, "Queue it")
        expect(notice(trouble)).to_have_text("Event 1 (giftcard) is queued.")
    (event,) = poll(shop)
    assert [event.findtext(name) for name in ("id", "type", "entry", "mission")] == ["1", "giftcard", "7", "delete"]
    assert event.findtext("data/card/id") == "7"


def test_many_unknown_events_are_queued_at_once(trouble: Page, client: Client) -> None:
    trouble.get_by_label("How many", exact=True).fill("250")
    press(trouble, "Queue it")
    expect(notice(trouble)).to_have_text("Events 1 to 250 are queued.")
    assert len(client.poll()) == 100


def test_an_invalid_event_is_reported_and_the_form_keeps_its_values(
    trouble: Page, shop: Centra, troubles: Troubles
) -> None:
    troubles.allow("422")
    type, data = trouble.get_by_label("Type", exact=True), trouble.get_by_label("Data, as XML")
    data.fill("<card>")
    press(trouble, "Queue it")
    expect(problem(trouble)).to_contain_text("data: not well-formed XML")
    expect(data).to_have_value("<card>")
    data.fill("")
    for wrong in ("", "a card", "<img src=x onerror=alert(1)>"):
        type.fill(wrong)
        press(trouble, "Queue it")
        expect(problem(trouble)).to_contain_text("names no type of events")
        expect(type).to_have_value(wrong)
    type.fill("giftcard")
    trouble.get_by_label("How many", exact=True).fill("10001")
    press(trouble, "Queue it")
    expect(problem(trouble)).to_contain_text("count: expected a whole number <= 10000")
    axe(trouble)
    assert len(shop.queue) == 0


def test_added_fields_reach_the_client_until_the_mutation_is_removed(
    trouble: Page, shop: Centra, client: Client
) -> None:
    shop.emit("wishlist", "<wish/>")
    added = trouble.get_by_role("group", name="Added, as a later version")
    for box in added.get_by_role("checkbox").all():
        box.uncheck()
    added.get_by_label("elements of Centra's namespace").check()
    trouble.get_by_label("Rate").fill("1")
    with client.keeps_polling():
        press(trouble, "Change the answers")
        expect(notice(trouble)).to_have_text("Answers have elements from now on.")
    known = {"id", "type", "entry", "mission", "date", "data"}
    (event,) = poll(shop)
    assert {str(field.tag) for field in event} > known
    expect(trouble.get_by_text("at a rate of 1.0")).to_be_visible()
    press(trouble, "Answer as Centra does")
    expect(notice(trouble)).to_have_text("Answers are as Centra gives them again.")
    (event,) = poll(shop)
    assert {str(field.tag) for field in event} == known
    assert shop.mutation is None


def test_an_invalid_mutation_is_reported(trouble: Page, shop: Centra, troubles: Troubles) -> None:
    troubles.allow("422")
    trouble.get_by_label("texts as CDATA").check()
    trouble.get_by_label("Rate").fill("2")
    press(trouble, "Change the answers")
    expect(problem(trouble)).to_contain_text("rate: expected a number <= 1.0")
    expect(trouble.get_by_label("Rate")).to_have_value("2")
    expect(trouble.get_by_label("texts as CDATA")).to_be_checked()
    for box in trouble.get_by_role("group").get_by_role("checkbox").all():
        box.uncheck()
    press(trouble, "Change the answers")
    expect(problem(trouble)).to_contain_text("Nothing is chosen")
    assert shop.mutation is None


def test_an_injected_fault_is_counted_in_its_row(trouble: Page, shop: Centra, client: Client) -> None:
    shop.emit("wishlist")
    trouble.get_by_label("What goes wrong").select_option("failure")
    trouble.get_by_label("Messages").fill("Come back later")
    trouble.get_by_label("On calls of").select_option("events_Done")
    trouble.get_by_label("How many in a row").fill("2")
    press(trouble, "Set the fault")
    expect(notice(trouble)).to_have_text("Fault 1, failure, waits for events_Done.")
    row = trouble.locator("#fault-1")
    expect(row.locator("td").nth(6)).to_have_text("2")
    with client.keeps_polling():
        reply = done(shop, 1)
        assert (reply.success, reply.errors) == (False, ["Come back later"])
        expect(row.locator("td").nth(6)).to_have_text("1")
        done(shop, 1)
        expect(row).to_contain_text("spent")
    assert done(shop, 1).success


def test_each_kind_of_fault_shows_its_own_settings(trouble: Page) -> None:
    kind = trouble.get_by_label("What goes wrong")
    expect(kind.locator("option")).to_have_text(list(KINDS))
    for name in ("trickle", "html", "content_type"):
        kind.focus()
        kind.select_option(name)
        for setting, default in KINDS[name].settings.items():
            label = trouble.get_by_label(setting.replace("_", " ").capitalize(), exact=True)
            expect(label).to_have_value("" if default is None else str(default))
        expect(trouble.get_by_label("When", exact=True).locator("option")).to_have_text(list(KINDS[name].when))
        expect(kind).to_be_focused()


def test_faults_are_removed_one_by_one_and_all_at_once(trouble: Page, shop: Centra) -> None:
    for _ in range(3):
        trouble.get_by_label("for ever").check()
        press(trouble, "Set the fault")
        expect(notice(trouble)).to_contain_text("refuse, waits for any call")
    press(trouble, "Remove fault 2")
    expect(notice(trouble)).to_have_text("Fault 2 is gone; it has never struck.")
    assert [state.id for state in shop.faults] == [1, 3]
    press(trouble, "Remove all faults")
    expect(notice(trouble)).to_have_text("2 faults are gone.")
    expect(trouble.get_by_text("None is set")).to_be_visible()
    assert shop.faults == ()


def test_an_invalid_fault_is_reported_and_the_form_keeps_its_values(
    trouble: Page, shop: Centra, troubles: Troubles
) -> None:
    troubles.allow("422")
    trouble.get_by_label("What goes wrong").select_option("status")
    trouble.get_by_label("Status").fill("204")
    press(trouble, "Set the fault")
    expect(problem(trouble)).to_contain_text("status: a whole number from 400 to 599 is wanted, not 204")
    expect(trouble.get_by_label("Status")).to_have_value("204")
    expect(trouble.get_by_label("What goes wrong")).to_have_value("status")
    trouble.get_by_label("Status").fill("500")
    trouble.get_by_label("From the").fill("0")
    press(trouble, "Set the fault")
    expect(problem(trouble)).to_contain_text("nth: expected a whole number >= 1")
    axe(trouble)
    assert shop.faults == ()


def test_an_advanced_clock_shows_in_the_clients_events(trouble: Page, shop: Centra, client: Client) -> None:
    clock = shop.clock
    with client.keeps_polling():
        press(trouble, "Freeze")
        expect(trouble.get_by_text("stands still", exact=True)).to_be_visible()
        before = clock()
        trouble.get_by_label("Move on by").fill("36")
        trouble.get_by_label("Unit").select_option("hours")
        press(trouble, "Move on")
        expect(notice(trouble)).to_have_text(re.compile("The clock has moved on: it is .*"))
    assert clock() - before == timedelta(hours=36)
    shop.emit("wishlist")
    (event,) = poll(shop)
    assert event.findtext("date") == clock().strftime("%Y-%m-%d %H:%M:%S")


def test_an_invalid_time_is_refused_and_the_form_keeps_its_values(
    trouble: Page, shop: Centra, troubles: Troubles
) -> None:
    troubles.allow("422")
    before = shop.clock()
    trouble.get_by_label("Move on by").fill("999999999")
    press(trouble, "Move on")
    expect(problem(trouble)).to_contain_text("at most 36,500 days")
    expect(trouble.get_by_label("Move on by")).to_have_value("999999999")
    assert shop.clock() - before < timedelta(days=1)
