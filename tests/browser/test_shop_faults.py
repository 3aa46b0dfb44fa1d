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
def faults_page(shop: Centra, page: Page) -> Page:
    page.goto(address(shop, "faults"))
    return page


@every_look
def test_the_page_is_readable_in_every_look(shop: Centra, page: Page) -> None:
    shop.faults.add("html", "events_Done", nth=2, count=3)
    shop.faults.add("delay", count=None)
    shop.mutation = Mutation()
    page.goto(address(shop, "faults"))
    axe(page)
    fits(page)


def test_settings_of_others_show_at_once(faults_page: Page, shop: Centra) -> None:
    shop.faults.add("delay", "events_Done", count=None)
    expect(faults_page.get_by_role("row", name="events_Done")).to_contain_text("all")
    shop.faults.clear()
    expect(faults_page.get_by_text("No faults are set.")).to_be_visible()
    shop.mutation = Mutation()
    expect(faults_page.get_by_role("button", name="Stop mutating")).to_be_visible()
    shop.clock.freeze()
    expect(faults_page.get_by_text("frozen", exact=True)).to_be_visible()


def test_an_unknown_event_reaches_the_client(faults_page: Page, shop: Centra, client: Client) -> None:
    with client.keeps_polling():
        faults_page.get_by_label("Type", exact=True).fill("giftcard")
        faults_page.get_by_label("Entry").fill("7")
        faults_page.get_by_label("Mission").select_option("delete")
        faults_page.get_by_label("Data, as XML").fill("<card><id>7</id></card>")
        press(faults_page, "Queue event")
        expect(notice(faults_page)).to_have_text("Event 1 (giftcard) is queued.")
    (event,) = poll(shop)
    assert [event.findtext(name) for name in ("id", "type", "entry", "mission")] == ["1", "giftcard", "7", "delete"]
    assert event.findtext("data/card/id") == "7"


def test_many_unknown_events_are_queued_at_once(faults_page: Page, client: Client) -> None:
    faults_page.get_by_label("Number of events", exact=True).fill("250")
    press(faults_page, "Queue event")
    expect(notice(faults_page)).to_have_text("Events 1 to 250 are queued.")
    assert len(client.poll()) == 100


def test_an_invalid_event_is_reported_and_the_form_keeps_its_values(
    faults_page: Page, shop: Centra, troubles: Troubles
) -> None:
    troubles.allow("422")
    type, data = faults_page.get_by_label("Type", exact=True), faults_page.get_by_label("Data, as XML")
    data.fill("<card>")
    press(faults_page, "Queue event")
    expect(problem(faults_page)).to_contain_text("data: not well-formed XML")
    expect(data).to_have_value("<card>")
    data.fill("")
    for wrong in ("", "a card", "<img src=x onerror=alert(1)>"):
        type.fill(wrong)
        press(faults_page, "Queue event")
        expect(problem(faults_page)).to_contain_text("invalid_value")
        expect(type).to_have_value(wrong)
    type.fill("giftcard")
    faults_page.get_by_label("Number of events", exact=True).fill("10001")
    press(faults_page, "Queue event")
    expect(problem(faults_page)).to_contain_text("count: expected a whole number <= 10000")
    axe(faults_page)
    assert len(shop.queue) == 0


def test_added_fields_reach_the_client_until_the_mutation_is_removed(
    faults_page: Page, shop: Centra, client: Client
) -> None:
    shop.emit("wishlist", "<wish/>")
    added = faults_page.get_by_role("group", name="Additions")
    for box in added.get_by_role("checkbox").all():
        box.uncheck()
    added.get_by_label("elements in Centra's namespace").check()
    faults_page.get_by_label("Rate").fill("1")
    with client.keeps_polling():
        press(faults_page, "Mutate answers")
        expect(notice(faults_page)).to_have_text("Answers are mutated from now on: elements.")
    known = {"id", "type", "entry", "mission", "date", "data"}
    (event,) = poll(shop)
    assert {str(field.tag) for field in event} > known
    expect(faults_page.get_by_text("at a rate of 1.0")).to_be_visible()
    press(faults_page, "Stop mutating")
    expect(notice(faults_page)).to_have_text("Answers are no longer mutated.")
    (event,) = poll(shop)
    assert {str(field.tag) for field in event} == known
    assert shop.mutation is None


def test_an_invalid_mutation_is_reported(faults_page: Page, shop: Centra, troubles: Troubles) -> None:
    troubles.allow("422")
    faults_page.get_by_label("texts as CDATA").check()
    faults_page.get_by_label("Rate").fill("2")
    press(faults_page, "Mutate answers")
    expect(problem(faults_page)).to_contain_text("rate: expected a number <= 1.0")
    expect(faults_page.get_by_label("Rate")).to_have_value("2")
    expect(faults_page.get_by_label("texts as CDATA")).to_be_checked()
    for box in faults_page.get_by_role("group").get_by_role("checkbox").all():
        box.uncheck()
    press(faults_page, "Mutate answers")
    expect(problem(faults_page)).to_contain_text("nothing_selected")
    assert shop.mutation is None


def test_an_injected_fault_is_counted_in_its_row(faults_page: Page, shop: Centra, client: Client) -> None:
    shop.emit("wishlist")
    faults_page.get_by_label("Kind of fault").select_option("failure")
    faults_page.get_by_label("Messages").fill("Come back later")
    faults_page.get_by_label("Operation").select_option("events_Done")
    faults_page.get_by_label("Number of calls").fill("2")
    press(faults_page, "Set fault")
    expect(notice(faults_page)).to_have_text("Fault 1, failure, is set for events_Done.")
    row = faults_page.locator("#fault-1")
    expect(row.locator("td").nth(6)).to_have_text("2")
    with client.keeps_polling():
        reply = done(shop, 1)
        assert (reply.success, reply.errors) == (False, ["Come back later"])
        expect(row.locator("td").nth(6)).to_have_text("1")
        done(shop, 1)
        expect(row).to_contain_text("spent")
    assert done(shop, 1).success


def test_each_kind_of_fault_shows_its_own_settings(faults_page: Page) -> None:
    kind = faults_page.get_by_label("Kind of fault")
    expect(kind.locator("option")).to_have_text(list(KINDS))
    for name in ("trickle", "html", "content_type"):
        kind.focus()
        kind.select_option(name)
        for setting, default in KINDS[name].settings.items():
            label = faults_page.get_by_label(setting.replace("_", " ").capitalize(), exact=True)
            expect(label).to_have_value("" if default is None else str(default))
        expect(faults_page.get_by_label("When", exact=True).locator("option")).to_have_text(list(KINDS[name].when))
        expect(kind).to_be_focused()


def test_faults_are_removed_one_by_one_and_all_at_once(faults_page: Page, shop: Centra) -> None:
    for _ in range(3):
        faults_page.get_by_label("all calls").check()
        press(faults_page, "Set fault")
        expect(notice(faults_page)).to_contain_text("refuse, is set for all operations")
    press(faults_page, "Remove fault 2")
    expect(notice(faults_page)).to_have_text("Fault 2 is removed; it was never injected.")
    assert [state.id for state in shop.faults] == [1, 3]
    press(faults_page, "Remove all faults")
    expect(notice(faults_page)).to_have_text("2 faults are removed.")
    expect(faults_page.get_by_text("No faults are set")).to_be_visible()
    assert shop.faults == ()


def test_an_invalid_fault_is_reported_and_the_form_keeps_its_values(
    faults_page: Page, shop: Centra, troubles: Troubles
) -> None:
    troubles.allow("422")
    faults_page.get_by_label("Kind of fault").select_option("status")
    faults_page.get_by_label("Status").fill("204")
    press(faults_page, "Set fault")
    expect(problem(faults_page)).to_contain_text("status: a whole number from 400 to 599 is wanted, not 204")
    expect(faults_page.get_by_label("Status")).to_have_value("204")
    expect(faults_page.get_by_label("Kind of fault")).to_have_value("status")
    faults_page.get_by_label("Status").fill("500")
    faults_page.get_by_label("First call").fill("0")
    press(faults_page, "Set fault")
    expect(problem(faults_page)).to_contain_text("nth: expected a whole number >= 1")
    axe(faults_page)
    assert shop.faults == ()


def test_an_advanced_clock_shows_in_the_clients_events(faults_page: Page, shop: Centra, client: Client) -> None:
    clock = shop.clock
    with client.keeps_polling():
        press(faults_page, "Freeze")
        expect(faults_page.get_by_text("frozen", exact=True)).to_be_visible()
        before = clock()
        faults_page.get_by_label("Advance by").fill("36")
        faults_page.get_by_label("Unit").select_option("hours")
        press(faults_page, "Advance")
        expect(notice(faults_page)).to_have_text(re.compile("The clock is advanced: it is .*"))
    assert clock() - before == timedelta(hours=36)
    shop.emit("wishlist")
    (event,) = poll(shop)
    assert event.findtext("date") == clock().strftime("%Y-%m-%d %H:%M:%S")


def test_an_invalid_time_is_refused_and_the_form_keeps_its_values(
    faults_page: Page, shop: Centra, troubles: Troubles
) -> None:
    troubles.allow("422")
    before = shop.clock()
    faults_page.get_by_label("Advance by").fill("999999999")
    press(faults_page, "Advance")
    expect(problem(faults_page)).to_contain_text("at most 36,500 days")
    expect(faults_page.get_by_label("Advance by")).to_have_value("999999999")
    assert shop.clock() - before < timedelta(days=1)
