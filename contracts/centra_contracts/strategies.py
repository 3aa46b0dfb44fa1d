"""Hypothesis strategies for histories. Counts are relative to the page size, so that small pages suffice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from msgspec import structs

from centra_contracts.scenario import Run, Scenario, Settle, Step, When
from centra_mock.activities.steps import ActivityStep, step

MOMENTS: tuple[When, ...] = ("before", "after")
"""A fault is injected before or after a call takes effect."""

seeds = st.integers(0, 2**32 - 1)


def counts(page: int) -> SearchStrategy[int]:
    """Draw a count: zero, one, or around the borders of pages."""
    borders = {0, 1, page - 1, page, page + 1, 2 * page, 2 * page + 1}
    return st.sampled_from(sorted(borders))


def lines() -> SearchStrategy[dict[str, Any]]:
    """Draw the lines of an order."""
    line = st.fixed_dictionaries(
        {"variation": st.sampled_from(("chair-oak", "chair-black", "sweater-blue")), "quantity": st.integers(1, 3)}
    )
    return st.just({}) | st.lists(line, min_size=1, max_size=2).map(lambda lines: {"lines": lines})


def orders() -> SearchStrategy[dict[str, Any]]:
    """Draw the fields of a step ``place``: mostly retail orders."""
    wholesale = st.just({"kind": "wholesale", "account": "nordic-mock"})
    return lines() | st.just({"ship": True}) | wholesale


def placed_orders(page: int) -> SearchStrategy[ActivityStep]:
    """Draw a step ``place`` with up to a page of orders."""
    return st.builds(lambda count, order: step("place", count=count, **order), st.integers(1, page), orders())


def order_changes() -> SearchStrategy[Step]:
    """Draw a step that happens to an order: a change, a shipment, a refund…"""
    changes = st.sampled_from(({"internalinformation": "call first"}, {"ponumber": "PO-7"}, {"other": "leave at door"}))
    which = st.none() | st.integers(1, 3)
    kinds: tuple[tuple[str, SearchStrategy[dict[str, Any]]], ...] = (
        ("change", changes.map(lambda fields: {"fields": fields})),
        ("cancel", st.just({})),
        ("pay", st.just({})),
        ("ship", st.just({"capture": True})),
        ("refund", st.just({})),
        ("resend", st.just({})),
    )
    return st.one_of(
        *(
            st.builds(lambda order, values, name=name: step(name, order=order, **values), which, values)
            for name, values in kinds
        )
    )


def feasible(steps: Sequence[Step]) -> Iterator[Step]:
    """Yield the steps so that each order exists and is shipped before a refund."""
    placed, shipped = 0, set[int]()
    for each in steps:
        if each.name == "place":
            placed += getattr(each, "count", 1)
        elif isinstance(each, ActivityStep) and "order" in each.declaration.fields:
            if not placed:
                continue
            number = min(getattr(each, "order", None) or placed, placed)
            if getattr(each, "order", None) is not None:
                each = structs.replace(each, order=number)
            if each.name == "refund" and number not in shipped:
                yield step("ship", order=getattr(each, "order", None), capture=True)
            if each.name in ("ship", "refund"):
                shipped.add(number)
        yield each


def scenarios(
    page: int, steps: SearchStrategy[list[Step]], end: tuple[Step, ...] = (Settle(),)
) -> SearchStrategy[Scenario]:
    """Draw a history of these steps; at its end, the client settles."""
    return st.builds(
        lambda steps, seed: Scenario(steps=(*feasible(steps), *end), page_size=page, seed=seed), steps, seeds
    )


def plain_histories(page: int) -> SearchStrategy[Scenario]:
    """Draw histories with any number of orders and some polls between them."""

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        found: list[Step] = []
        for _ in range(draw(st.integers(1, 3))):
            number = draw(counts(page))
            if number:
                found.append(step("place", count=number, **draw(orders())))
            found.append(draw(st.sampled_from((Run(), Settle(), step("advance")))))
        return found

    return scenarios(page, steps())
