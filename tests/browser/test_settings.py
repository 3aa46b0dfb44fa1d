"""Settings in a browser: changes take effect, and changes from elsewhere appear by themselves."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from centra_mock import Centra, Policy
from support.chromium import Troubles, axe, fits
from support.looks import every_look
from support.polling import Client


@pytest.fixture
def settings(shop: Centra, page: Page) -> Page:
    page.goto(f"{shop.server_url}/_admin/{shop.name}/settings")
    return page


def notice(page: Page) -> Locator:
    return page.get_by_role("status")


def setting(page: Page, name: str) -> Locator:
    return page.get_by_label(name, exact=True)


@every_look
def test_the_page_is_readable_in_every_look(settings: Page, shop: Centra) -> None:
    shop.policy = Policy(echo=True, page_size=7)
    settings.reload()
    axe(settings)
    fits(settings)


def test_health_is_updated(settings: Page, shop: Centra, client: Client) -> None:
    health = settings.get_by_label("Health")
    expect(health).to_contain_text("SQLite, in memory")
    expect(health).to_contain_text("0 exchanges")
    shop.place_order()
    client.poll()
    expect(health).to_contain_text("1 exchange,")
    expect(health).to_contain_text("2 events")
    with client.keeps_polling():
        expect(health).not_to_contain_text("1 exchange,")


def test_a_change_between_data_and_stream_is_shown(shop: Centra, page: Page, client: Client) -> None:
    page.route("**/live*", lambda route: (client.poll(), route.continue_())[1])
    page.goto(f"{shop.server_url}/_admin/{shop.name}/settings")
    expect(page.get_by_label("Health")).to_contain_text("1 exchange,")


def test_the_page_goes_on_after_a_reset(settings: Page, shop: Centra, client: Client) -> None:
    health = settings.get_by_label("Health")
    client.poll()
    expect(health).to_contain_text("1 exchange,")
    shop.reset()
    expect(health).to_contain_text("0 exchanges")
    client.poll()
    expect(health).to_contain_text("1 exchange,")


def test_a_policy_is_changed_and_reset(settings: Page, shop: Centra) -> None:
    setting(settings, "payload").select_option("snapshot")
    setting(settings, "echo").select_option("on")
    setting(settings, "page_size").fill("7")
    settings.get_by_role("button", name="Save policy").click()
    expect(notice(settings)).to_have_text("The policy is saved.")
    assert shop.policy == Policy(payload="snapshot", echo=True, page_size=7)
    expect(setting(settings, "payload")).to_have_value("snapshot")
    expect(settings.get_by_text("The server's: current.")).to_be_visible()
    settings.get_by_role("button", name="Restore the server's policy").click()
    expect(notice(settings)).to_have_text("The server's policy is restored.")
    assert shop.policy == Policy()


def test_settings_of_others_show_at_once_and_own_choices_stay(settings: Page, shop: Centra) -> None:
    shop.clock.freeze()
    expect(settings.get_by_text("frozen", exact=True)).to_be_visible()
    shop.policy = Policy(echo=True)
    expect(setting(settings, "echo")).to_have_value("on")
    setting(settings, "payload").select_option("snapshot")
    with settings.expect_response(lambda response: response.request.headers.get("hx-target") == "policy"):
        shop.policy = Policy()
    expect(setting(settings, "echo")).to_have_value("on")
    expect(setting(settings, "payload")).to_have_value("snapshot")
    setting(settings, "payload").select_option("current")
    settings.get_by_role("heading", name="Settings").click()
    expect(setting(settings, "echo")).to_have_value("off")


def test_every_policy_has_a_control_with_meaning_and_source(settings: Page) -> None:
    for name, meaning in Policy.meanings().items():
        expect(setting(settings, name)).to_have_accessible_description(meaning.replace("`", ""))
    assert settings.locator(".setting .badge").all_inner_texts() == list(Policy.sources().values())


def test_the_clock_is_frozen_set_advanced_and_released(settings: Page, shop: Centra) -> None:
    clock = shop.clock
    settings.get_by_role("button", name="Freeze").click()
    expect(settings.get_by_text("frozen", exact=True)).to_be_visible()
    assert clock.is_frozen
    settings.get_by_label("Date and time").fill("2030-02-03T04:05:06")
    settings.get_by_role("button", name="Set", exact=True).click()
    expect(notice(settings)).to_have_text("The clock is set: it is 2030-02-03 04:05:06.")
    before = clock()
    settings.get_by_label("Advance by").fill("36")
    settings.get_by_label("Unit").select_option("hours")
    settings.get_by_role("button", name="Advance").click()
    expect(notice(settings)).to_have_text("The clock is advanced: it is 2030-02-04 16:05:06.")
    assert clock() - before == timedelta(hours=36)
    settings.get_by_role("button", name="Release").click()
    expect(settings.get_by_text("running", exact=True)).to_be_visible()
    assert not clock.is_frozen
    settings.get_by_role("button", name="Use the machine's time").click()
    expect(notice(settings)).to_contain_text("The clock shows the machine's time")
    assert clock().year < 2030


def test_an_invalid_time_is_refused_on_a_page_that_links_back(settings: Page, shop: Centra, troubles: Troubles) -> None:
    troubles.allow("422")
    before = shop.clock()
    settings.get_by_label("Advance by").fill("999999999")
    settings.get_by_role("button", name="Advance").click()
    expect(settings.get_by_role("alert")).to_contain_text("at most 36,500 days")
    axe(settings)
    assert shop.clock() - before < timedelta(days=1)
    settings.get_by_role("link", name="Back to the form").click()
    expect(settings.get_by_role("heading", name="Settings")).to_be_visible()


def test_the_seed_is_set_in_the_settings(settings: Page, shop: Centra) -> None:
    settings.get_by_label("Seed").fill("42")
    settings.get_by_role("button", name="Restart with this seed").click()
    expect(notice(settings)).to_have_text("Sample data restarts with the seed 42.")
    assert shop.seed == 42


def test_state_is_saved_changed_and_loaded(settings: Page, shop: Centra, tmp_path: Path) -> None:
    shop.emit("wishlist", count=3)
    with settings.expect_download() as download:
        settings.get_by_role("link", name="Save to a file").click()
    assert download.value.suggested_filename == f"{shop.name}.json"
    saved = tmp_path / "saved.json"
    download.value.save_as(saved)
    assert saved.read_bytes() == shop.state.save()
    shop.drain()
    settings.get_by_label("Saved file").set_input_files(saved)
    settings.get_by_role("button", name="Load").click()
    expect(notice(settings)).to_have_text("The state in saved.json is loaded.")
    assert len(shop.queue) == 3


def test_an_invalid_state_file_is_refused(settings: Page, shop: Centra, tmp_path: Path, troubles: Troubles) -> None:
    troubles.allow("422")
    before = shop.state.save()
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps({"format": "<img src=x onerror=alert(1)>"}))
    settings.get_by_label("Saved file").set_input_files(wrong)
    settings.get_by_role("button", name="Load").click()
    expect(settings.get_by_role("alert")).to_contain_text("this is not a state of centra-mock")
    assert shop.state.save() == before


def test_the_endpoints_are_shown_for_a_client(settings: Page, shop: Centra) -> None:
    endpoints = settings.get_by_role("region", name="Endpoints")
    for name in ("soap", "navision-soap", "navision-api"):
        expect(endpoints).to_contain_text(shop.endpoint_url(name))
    wsdl = endpoints.get_by_role("link", name="WSDL").first
    expect(wsdl).to_have_attribute("href", f"{shop.endpoint_url()}?wsdl")


def test_a_centra_is_reset_with_a_scene_in_the_settings(settings: Page, shop: Centra) -> None:
    shop.policy = Policy(echo=True)
    shop.emit("giftcard")
    settings.get_by_role("button", name="Reset …").click()
    dialog = settings.get_by_role("dialog", name="Reset …")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    assert len(shop.queue) == 1
    settings.get_by_role("button", name="Reset …").click()
    dialog.get_by_label("Scene").select_option("starved")
    axe(settings)
    dialog.get_by_role("button", name=f"Reset {shop.name}").click()
    expect(notice(settings)).to_have_text("The tenant is reset with the scene starved.")
    assert len(shop.queue) == 234
    assert shop.policy == Policy()


def test_the_keyboard_reaches_the_content_first(settings: Page) -> None:
    settings.keyboard.press("Tab")
    expect(settings.get_by_role("link", name="Skip to content")).to_be_focused()
    settings.keyboard.press("Enter")
    settings.keyboard.press("Tab")
    expect(settings.get_by_role("button", name="Freeze")).to_be_focused()
