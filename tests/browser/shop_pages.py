"""Helpers for the tests of the shop's pages."""

from __future__ import annotations

from collections.abc import Iterable

from playwright.sync_api import Locator, Page

from centra_mock import Centra
from centra_mock.domain.events import Event

HOSTILE = "<img src=x onerror=alert(1)>\"'&/?#%2F{{7*7}}"


def address(shop: Centra, *steps: object) -> str:
    return "/".join((shop.server_url, "_admin", shop.name, "shop", *map(str, steps)))


def notice(page: Page) -> Locator:
    return page.get_by_role("status")


def problem(page: Page) -> Locator:
    return page.get_by_role("alert")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def named_events(events: Iterable[Event]) -> str:
    """Return how a notice names one or two events."""
    return " and ".join(f"{event.id} ({event.type})" for event in events)
