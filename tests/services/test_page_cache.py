"""Pages of events are rendered once, and not shown after a change of their ids or data."""

from __future__ import annotations

from functools import partial
from itertools import count
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from centra_mock import Centra, MockServer, Policy
from centra_mock.services.page_cache import PageCache, RenderedPage
from support.wire import call, poll

EDITS = st.one_of(
    st.sampled_from(("shop-7", "shop-8", "shop-9")),
    st.sampled_from(("forget", "undone request", "saved and loaded", "changed")),
)
_numbers = count()


def shown(centra: Centra) -> tuple[str | None, ...]:
    """Return what a client sees of the customer: its id in the event and in the data, and its city."""
    (event,) = poll(centra, "customer")
    customer = "data/customer/"
    return event.findtext("entry"), event.findtext(f"{customer}id"), event.findtext(f"{customer}city")


@given(edits=st.lists(EDITS, max_size=8))
@settings(deadline=None)
def test_a_page_shows_present_ids_and_data(server: MockServer, edits: list[str]) -> None:
    centra = server.tenant(f"pages{next(_numbers)}", policy=Policy(failed_object="refuse_request"))
    centra.register_customer({"email": "ada@example.com", "city": "Lund"})
    call(centra, "customers_Update", "<customers><customer><id>other</id></customer></customers>")
    id, city, states = shown(centra)[0], "Lund", []
    for number, edit in enumerate(edits):
        match edit:
            case "forget":
                if id != "1":
                    centra.forget_conversion("customer", 1)
                id = "1"
            case "undone request":
                # The second customer is invalid, so both are undone, with their entries.
                made = "<customer><id>made</id></customer><customer><id>wrong</id><store>x</store></customer>"
                reply = call(centra, "customers_Update", f"<customers>{made}</customers>")
                assert not reply.success
            case "saved and loaded":
                states.append((centra.state.save(), id, city))
                state, id, city = states[0]
                centra.state.load(state)
            case "changed":
                city = f"City {number}"
                sent = f"<customer><id>{id}</id><city>{city}</city></customer>"
                assert call(centra, "customers_Update", f"<customers>{sent}</customers>").success
            case _:
                centra.convert("customer", 1, edit)
                id = edit
        assert shown(centra) == (id, id, city)


def test_a_page_shows_the_ids_that_another_process_has_set(tmp_path: Path) -> None:
    database = str(tmp_path / "shared.db")
    with MockServer(database=database) as one, MockServer(database=database) as other:
        one.centra.register_customer({"email": "ada@example.com"})
        for id in ("shop-7", "shop-8", "shop-7"):
            other.centra.convert("customer", 1, id)
            assert shown(one.centra)[:2] == shown(other.centra)[:2] == (id, id)


def test_the_least_recently_used_pages_are_dropped() -> None:
    cache, rendered = PageCache(size=250), []

    def page(key: str) -> RenderedPage:
        def render() -> RenderedPage:
            rendered.append(key)
            return RenderedPage(document := key.encode() * 100, document)

        return cache.get(key, render)

    for key in "abacab":
        assert page(key).document == key.encode() * 100
    assert "".join(rendered) == "abcb"


def test_a_page_that_is_too_large_is_not_cached() -> None:
    cache = PageCache(size=10)
    for page in (RenderedPage(b"one" * 10, b""), RenderedPage(b"two" * 10, b"")):
        assert cache.get("page", partial(RenderedPage, *page)) == page
