"""Fixtures: a page whose every complaint fails the test, and a client that polls meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from centra_mock import Centra
from support.chromium import LIGHT, Launch, Look, NotInstalled, Troubles, launcher, tab
from support.polling import Client


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def launch() -> Iterator[Launch]:
    """What gives a Chromium; there is one where clients are required."""
    try:
        with launcher() as launch:
            yield launch
    except NotInstalled as missing:
        if os.environ.get("CENTRA_MOCK_REQUIRE_CLIENTS") == "1":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture
def browser(launch: Launch) -> Browser:
    return launch()


@pytest.fixture
def look(request: pytest.FixtureRequest) -> Look:
    """How the page is looked at: light, unless the test is for every look (``@every_look``)."""
    look: Look = getattr(request, "param", LIGHT)
    return look


@pytest.fixture
def troubles() -> Troubles:
    """What went wrong in the page; ``troubles.allow("403")`` expects it."""
    return Troubles()


@pytest.fixture
def page(browser: Browser, look: Look, troubles: Troubles) -> Iterator[Page]:
    """A page. Errors in its console, exceptions, failed requests and dialogs fail the test."""
    with tab(browser, look, troubles) as page:
        yield page
    troubles.check()


@pytest.fixture
def client(centra: Centra) -> Client:
    """A client of the Centra."""
    return Client(centra)
