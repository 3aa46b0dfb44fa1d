"""Pictures of every page of the admin, in every look, for the documentation: ``make screenshots``."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from playwright.sync_api import Page

from centra_mock import MockServer
from centra_mock.web.admin.pages import TABS
from support.chromium import LOOKS, Troubles, chromium, tab
from support.wire import done, poll

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
NOON = datetime.fromisoformat("2026-03-27T12:00:00+01:00")
HEIGHT = 900


def stuck(server: MockServer) -> None:
    """A queue that a client has polled for half an hour: it marks done what it knows, and gift cards it does not."""
    clock = server.settings.clock
    clock.freeze(NOON)
    for name in ("webshop-ci", "wholesale-test"):
        server.tenant(name).emit("wishlist", count=len(name))
    for minute in range(30):
        clock.freeze(NOON.replace(minute=minute))
        server.emit("giftcard", count=6)
        for _ in range(3):
            server.place_order()
        known = [event.findtext("id", "") for event in poll(server) if event.findtext("type") != "giftcard"]
        done(server, *known)


def take(page: Page, url: str, path: Path) -> None:
    page.goto(url)
    page.wait_for_load_state("load")
    page.screenshot(path=path, animations="disabled")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with MockServer(scene="demo") as server, chromium() as browser:
        stuck(server)
        pages = {"home": "/", **{each.step: f"/_admin/{server.name}/{each.step}" for each in TABS}}
        for look in LOOKS:
            with tab(browser, look, Troubles()) as page:
                page.set_viewport_size({"width": look.width, "height": HEIGHT})
                for name, path in pages.items():
                    take(page, server.server_url + path, FOLDER / f"{name}-{look.name}.png")


if __name__ == "__main__":
    main()
