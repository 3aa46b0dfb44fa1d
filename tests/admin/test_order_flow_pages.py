"""The pages of orders over HTTP: they offer what the status of an order allows, and do it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests
from lxml import html

from centra_mock import Centra, MockServer, Policy
from centra_mock.domain.shop.order_flow import POSSIBLE
from centra_mock.domain.shop.stores import STATUSES
from support.shop import object_of

WAITS = "wait for the confirmation"
HELD = "not given this order before its release"


@dataclass
class Browser:
    """Requests the pages of orders, and presses their buttons."""

    shop: Centra
    session: requests.Session

    def get(self, path: str = "", **query: str) -> html.HtmlElement:
        answer = self.session.get(self._url(path), params=query, timeout=60)
        assert answer.status_code == 200
        return html.fromstring(answer.text)

    def buttons(self, order: str) -> set[str]:
        return set(map(str, self.get(f"/orders/{order}").xpath("//button[@name='do']/@value")))

    def press(self, order: str, action: str) -> requests.Response:
        (token, *_) = self.get(f"/orders/{order}").xpath("//input[@name='token']/@value")
        return self.session.post(self._url(f"/orders/{order}"), data={"do": action, "token": token}, timeout=60)

    def listed(self, **query: str) -> list[str]:
        return list(map(str, self.get(**query).xpath("//tbody//th/a/text()")))

    def _url(self, path: str) -> str:
        return f"{self.shop.server_url}/_admin/{self.shop.name}/shop{path}"


@pytest.fixture
def browser(shop: Centra) -> Iterator[Browser]:
    with requests.Session() as session:
        yield Browser(shop, session)


def test_the_table_has_every_status() -> None:
    assert tuple(POSSIBLE) == STATUSES


@pytest.mark.parametrize("status", STATUSES)
def test_the_page_of_an_order_offers_what_its_status_allows_and_each_is_accepted(
    shop: Centra, browser: Browser, status: str
) -> None:
    sample = shop.place_order()
    shop.change_order(sample, {"status": status})
    offered = browser.buttons(sample)
    assert offered == POSSIBLE[status] - {"capture", "return", "complete", "release"}
    for action in offered:
        order = shop.place_order()
        shop.change_order(order, {"status": status})
        assert browser.press(order, action).status_code == 200, action


def test_a_pending_order_is_confirmed_before_it_is_shipped() -> None:
    with MockServer(scene="demo", policy=Policy(autoconfirm="none")) as server, requests.Session() as session:
        shop = server.centra
        browser, order = Browser(shop, session), shop.place_order()
        assert WAITS in browser.get(f"/orders/{order}").text_content()
        assert {"confirm", "cancel"} <= browser.buttons(order)
        assert "ship" not in browser.buttons(order)
        assert browser.press(order, "ship").status_code == 422
        assert browser.press(order, "confirm").status_code == 200
        assert object_of(shop, "order", order).findtext("status") == "confirmed"
        assert WAITS not in browser.get(f"/orders/{order}").text_content()
        assert "ship" in browser.buttons(order)


def test_an_order_on_hold_is_released_before_it_is_shipped(shop: Centra, browser: Browser) -> None:
    order = shop.place_order()
    assert browser.press(order, "hold").status_code == 200
    assert HELD in browser.get(f"/orders/{order}").text_content()
    held = browser.buttons(order)
    assert "release" in held
    assert not held & {"hold", "pay", "ship", "invoice"}
    assert browser.press(order, "release").status_code == 200
    assert {"hold", "ship", "invoice"} <= browser.buttons(order)


def test_archived_orders_are_hidden_until_they_are_asked_for(shop: Centra, browser: Browser) -> None:
    kept = shop.place_orders(count=30)
    (archived,) = shop.place_orders(count=1)
    shop.ship_order(archived, capture=True)
    assert browser.press(archived, "archive").status_code == 200
    assert browser.listed() == kept[:4:-1]
    assert browser.listed(before=kept[5]) == kept[4::-1]
    assert browser.listed(archived="shown")[0] == archived
