"""What histories are drawn from. Sizes go by the page, so that a small one is enough."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts.scenario import (
    Advance,
    CancelOrder,
    ChangeOrder,
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

MOMENTS: tuple[When, ...] = ("before", "after")
"""A call is struck as it arrives, or when it has taken effect."""

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
