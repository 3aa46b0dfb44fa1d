"""``respects-markets``: a client that polls by markets marks only events of its markets done."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.exchange import ObservedExchange
from centra_contracts.observation import Observation
from centra_contracts.rules.base import PASSED, ContractRule, Finding, failed, judge_one_play, not_judged
from centra_contracts.rules.queue_findings import count_events
from centra_contracts.scenario import Scenario, Settle, Step
from centra_mock.activities.steps import step
from centra_mock.wire.operations import GET_BY_MARKETS

MARKETS = ("se", "no")


def histories(page: int) -> SearchStrategy[Scenario]:
    """Let two clients with different markets share one queue."""
    placed = st.builds(
        lambda market, count: step("place", count=count, market=market),
        st.sampled_from(MARKETS),
        st.integers(1, page),
    )
    settle = st.builds(Settle, client=st.integers(1, len(MARKETS)))

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        return [draw(placed), draw(placed), *draw(st.lists(placed | settle, max_size=2))]

    end = tuple(Settle(client=number) for number in range(1, len(MARKETS) + 1))
    return strategies.scenarios(page, steps(), end).map(
        lambda scenario: scenario.changed(clients=tuple([market] for market in MARKETS))
    )


def judge(observation: Observation) -> Finding:
    """Require that each client reads by its markets, and marks only those events done."""
    if not any(each.operation == GET_BY_MARKETS.name for each in observation.exchanges):
        return not_judged("The client does not poll by markets (CENTRA_MARKETS).")
    for number, markets in enumerate(observation.scenario.clients, 1):
        got: set[str] = set()
        for exchange in observation.of_client(number):
            asked = _asked(exchange)
            if exchange.is_read and asked != markets:
                return failed(f"Client {number} polls {_named(asked)} instead of {_named(markets)}.",
                              [exchange.id])  # fmt: skip
            got |= {str(event.id) for event in exchange.delivered}
            if strange := [id for id in exchange.done_ids if id not in got]:
                return failed(f"Client {number} marks event {strange[0]} done, which it did not get for its markets.",
                              [exchange.id])  # fmt: skip
    if left := [event for event in observation.end_state.queue if event["market"] is not None]:
        return failed(f"{count_events(left)} left in the queue, although a client polls their markets.")
    return PASSED


def _asked(exchange: ObservedExchange) -> list[str] | None:
    if exchange.operation != GET_BY_MARKETS.name or exchange.request_element is None:
        return None
    return [each.text or "" for each in exchange.request_element.iterfind("markets/market/id")]


def _named(markets: list[str] | None) -> str:
    return "all events" if markets is None else f"market {', '.join(markets)}"


RULE = ContractRule(
    "respects-markets",
    "A client that polls by markets marks only their events done.",
    judge_one_play(judge),
    histories,
    state="unused",
    order=150,
)
