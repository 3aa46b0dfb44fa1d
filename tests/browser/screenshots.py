"""Take screenshots of each page of the admin in each look, for the documentation: ``make screenshots``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page

from centra_mock import Centra, Line, MockServer
from centra_mock.domain.mutations import Mutation
from centra_mock.services.queries.shop import CatalogueQuery
from centra_mock.web.admin.pages import TABS
from support.chromium import LOOKS, Troubles, chromium, tab
from support.tenants import queries_of
from support.wire import done, poll

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
NOON = datetime.fromisoformat("2026-03-27T12:00:00+01:00")
HEIGHT = 900
WHOLE = ("shop-new",)
"""The pages that are shown to their end."""


def stuck(server: MockServer, centra: Centra) -> None:
    """Make a queue that a client has polled for half an hour without marking events of an unknown type done."""
    clock = centra.clock
    clock.freeze(NOON)
    for name in ("webshop-ci", "wholesale-test"):
        server.tenant(name).emit("wishlist", count=len(name))
    for minute in range(30):
        clock.freeze(NOON.replace(minute=minute))
        centra.emit("giftcard", count=6)
        for _ in range(3):
            centra.place_order()
        known = [event.findtext("id", "") for event in poll(centra) if event.findtext("type") != "giftcard"]
        done(centra, *known)


def shop(centra: Centra) -> dict[str, str]:
    """Show the pages of the shop: orders of all statuses, one that is partly shipped, one on hold, a new order, and
    faults.
    """
    order = centra.place_order([Line(variation="sweater-blue", size="M", quantity=3), Line(variation="chair-oak")])
    centra.ship_order(order, {queries_of(centra).shop.order(order).rows[0].id: 2}, capture=True)
    sent, cancelled = centra.place_orders(count=2)
    centra.ship_order(sent, capture=True)
    centra.cancel_order(cancelled)
    centra.place_order(waiting_for_payment=True)
    centra.place_order(kind="wholesale", ship=True)
    centra.policy = centra.policy.changed({"autoconfirm": "none"})
    centra.place_order(kind="wholesale")
    held = centra.place_order(hold=True)
    chosen = queries_of(centra).shop.catalogue(CatalogueQuery("retail")).goods[::2]
    query = urlencode([pair for good in chosen for pair in (("line", str(good.key)), ("quantity", "1"))])
    centra.faults.add("soap_fault", "events_Done", nth=2, count=3)
    centra.mutation = Mutation(added=["elements"])
    address = f"/_admin/{centra.name}/shop"
    return {
        "shop-order": f"{address}/orders/{order}",
        "shop-held": f"{address}/orders/{held}",
        "shop-new": f"{address}/new?{query}&hold=1",
        "shop-faults": f"{address}/faults",
    }


def single(centra: Centra) -> dict[str, str]:
    """Show the pages of an event, an exchange, an object, and its history."""
    order = centra.objects.of_type("order", limit=1)[0].id
    centra.put("order", order, {"internalinformation": "Call before delivery"})
    address = f"/_admin/{centra.name}"
    return {
        "event": f"{address}/queue/{centra.queue.events(limit=1)[0].id}",
        "exchange": f"{address}/log/{centra.journal.exchanges(limit=1)[0].id}",
        "object": f"{address}/objects/order/{order}",
        "object-history": f"{address}/objects/order/{order}/history",
    }


def take(page: Page, url: str, path: Path, *, is_whole: bool) -> None:
    page.goto(url)
    page.wait_for_load_state("load")
    page.screenshot(path=path, animations="disabled", full_page=is_whole)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with MockServer(scene="demo") as server, chromium() as browser:
        centra = server.centra
        stuck(server, centra)
        pages = {"home": "/", **{each.step: f"/_admin/{centra.name}/{each.step}" for each in TABS}}
        pages |= {**shop(centra), **single(centra)}
        for look in LOOKS:
            with tab(browser, look, Troubles()) as page:
                page.set_viewport_size({"width": look.width, "height": HEIGHT})
                for name, path in pages.items():
                    take(page, server.url + path, FOLDER / f"{name}-{look.name}.png", is_whole=name in WHOLE)


if __name__ == "__main__":
    main()
