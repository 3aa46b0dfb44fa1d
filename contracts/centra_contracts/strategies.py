"""Histories for each rule: hypothesis draws lists of steps. Sizes go by the page, so that a small page is enough."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts.scenario import (
    Advance,
    CancelOrder,
    ChangeOrder,
    Emit,
    Kill,
    PayOrder,
    PlaceOrder,
    RefundOrder,
    Resend,
    Run,
    Scenario,
    Settle,
    ShipOrder,
    Step,
    When,
)

UNKNOWN_TYPES = ("loyaltycard", "giftwrap", "Subscription2", "stockmovement")
"""Types that no Centra has today."""

seeds = st.integers(0, 2**32 - 1)


def counts(page: int) -> SearchStrategy[int]:
    """How many of something: around nothing, one, and the borders of pages."""
    borders = {0, 1, page - 1, page, page + 1, 2 * page, 2 * page + 1}
    return st.sampled_from(sorted(borders))


def lines() -> SearchStrategy[dict[str, Any]]:
    """What an order holds."""
    line = st.fixed_dictionaries(
        {"variation": st.sampled_from(("chair-oak", "chair-black", "sweater-blue")), "quantity": st.integers(1, 3)}
    )
    return st.just({}) | st.lists(line, min_size=1, max_size=2).map(lambda lines: {"lines": lines})


def orders() -> SearchStrategy[dict[str, Any]]:
    """An order as it is placed: retail mostly."""
    wholesale = st.just({"kind": "wholesale", "account": "nordic-mock"})
    return lines() | st.just({"ship": True}) | wholesale


def placed(page: int) -> SearchStrategy[PlaceOrder]:
    return st.builds(PlaceOrder, count=st.integers(1, page), order=orders())


def lives() -> SearchStrategy[Step]:
    """What becomes of an order."""
    changes = st.sampled_from(({"internalinformation": "call first"}, {"ponumber": "PO-7"}, {"other": "leave at door"}))
    which = st.none() | st.integers(1, 3)
    return st.one_of(
        st.builds(ChangeOrder, order=which, fields=changes),
        st.builds(CancelOrder, order=which),
        st.builds(PayOrder, order=which),
        st.builds(ShipOrder, order=which),
        st.builds(RefundOrder, order=which),
        st.builds(Resend, order=which),
    )


def scenario(
    page: int, steps: SearchStrategy[list[Step]], end: tuple[Step, ...] = (Settle(),)
) -> SearchStrategy[Scenario]:
    """A history of these steps, after which the client settles."""
    return st.builds(lambda steps, seed: Scenario(steps=(*steps, *end), page_size=page, seed=seed), steps, seeds)


def plain(page: int) -> SearchStrategy[Scenario]:
    """Orders in any number, the client coming now and then."""

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        found: list[Step] = []
        for _ in range(draw(st.integers(1, 3))):
            number = draw(counts(page))
            if number:
                found.append(PlaceOrder(count=number, order=draw(orders())))
            found.append(draw(st.sampled_from((Run(), Settle(), Advance()))))
        return found

    return scenario(page, steps())


def unknown_types(page: int) -> SearchStrategy[Scenario]:
    """At least a page of events of made-up types in front of orders."""

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        emitted = draw(
            st.lists(
                st.builds(Emit, type=st.sampled_from(UNKNOWN_TYPES), count=st.integers(1, 2 * page)),
                min_size=1,
                max_size=2,
            )
        )
        before = draw(st.lists(placed(page), max_size=1))
        return [*before, *emitted, draw(placed(page))]

    return scenario(page, steps())


def killed_at_done(page: int) -> SearchStrategy[Scenario]:
    """The client is killed as its events_Done arrives, or as it has taken effect."""
    moments: SearchStrategy[When] = st.sampled_from(("before", "after"))

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        kill = Kill(operation="events_Done", nth=draw(st.integers(1, 2)), when=draw(moments))
        return [draw(placed(page)), kill, *draw(st.lists(lives(), max_size=1))]

    return scenario(page, steps())


def life_of_orders(page: int) -> SearchStrategy[Scenario]:
    """Orders are placed, changed, shipped, refunded and told again, the client coming in between."""

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        more = draw(st.lists(lives() | st.just(Run()) | placed(2), max_size=4))
        return [draw(placed(2)), Run(), *more, draw(lives())]

    return scenario(page, steps())
