"""Fixtures: a page whose errors fail the test, and a client that polls."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from centra_mock import Centra
from support.chromium import LIGHT, Launch, Look, NotInstalled, Troubles, launcher, tab
from support.polling import Client
from support.profile import PART, draw


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that are not of the part that is drawn, which is a third, other ones for each commit."""
    here = Path(__file__).parent
    left_out = [item for item in items if PART and here in item.path.parents and draw(f"{PART} {item.nodeid}", 3)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def launch() -> Iterator[Launch]:
    """Return a function that launches Chromium; skip the test if there is none."""
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
    """Return how the page is shown: light, unless the test runs in each look (``@every_look``)."""
    look: Look = getattr(request, "param", LIGHT)
    return look


@pytest.fixture
def troubles() -> Troubles:
    """Return the errors of the page; ``troubles.allow("403")`` expects one."""
    return Troubles()


@pytest.fixture
def page(browser: Browser, look: Look, troubles: Troubles) -> Iterator[Page]:
    """Return a page. Console errors, exceptions, failed requests and dialogs fail the test."""
    with tab(browser, look, troubles) as page:
        yield page
    troubles.check()


@pytest.fixture
def client(centra: Centra) -> Client:
    """Return a client of the Centra."""
    return Client(centra)
