"""The suite bites: each broken client fails the rules that it should and no others, and each correct one passes all,
under every policy, for ten seeds."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

import pytest

from centra_contracts.rules import RULES
from centra_contracts.runner import MockEnvironment
from centra_contracts.server import mock_server
from support.contract_clients import ENDPOINTS, Listed, listed
from support.kill_matrix import PAGE, is_drawn, mismatch, page, results
from support.profile import draw

POLICIES: tuple[dict[str, object], ...] = (
    {},
    {"payload": "snapshot", "primary_warehouse": "allocated"},
    {"coalesce": True, "customer_event": "changed"},
    {"echo": True, "capture_at_once": True},
    {"marketless": "deliver", "numeric_account_ids": "external"},
    {"failed_object": "refuse_request", "archived_orders": "withhold"},
    {"unknown_reference": "notice"},
    {"cancel_quantity": "move", "grow_size_tables": True},
    {"soap_action": "ignore", "time_zone": "America/New_York", "request_number": 7},
    {"login_failure": "result", "payload": "snapshot", "echo": True},
    {"autoconfirm": "retail"},
    {"direct_to_shipment": "wholesale", "capture_at_once": True},
)
"""The policies, each played with the seed that is its place here."""

PROGRAMS_FIRST = sorted(listed(), key=lambda each: each.callable is not None)
"""The clients, those that take longest first: then workers that take one test at a time end together."""
CORRECT = [each for each in PROGRAMS_FIRST if each.is_correct]
BROKEN = [each for each in PROGRAMS_FIRST if not each.is_correct]


def seeds(part: str | None, each: Listed) -> Sequence[int]:
    """Return the seeds that a part plays for a correct client.

    Of those that are another client, run in another way, one in four is played, with the first seed.
    """
    whole = range(1 if each.like else len(POLICIES))
    drawn = draw(f"{part} {each.name}", 4 if each.like else len(POLICIES))
    return [seed for seed in whole if part is None or seed == drawn]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Play the correct clients under all policies, or under one that ``--matrix-part`` draws."""
    if metafunc.function is test_a_correct_client_passes_every_rule:
        drawn = metafunc.config.getoption("matrix_part")
        cases = [pytest.param(each, seed, id=f"{each.name}-{seed}") for each in CORRECT for seed in seeds(drawn, each)]
        metafunc.parametrize(("each", "seed"), cases)


@pytest.fixture(scope="session")
def contract_server() -> Iterator[str]:
    with mock_server() as server:
        yield server


@pytest.fixture
def part(request: pytest.FixtureRequest) -> str | None:
    """Return the text that draws a part of the rules; ``None`` for all of them."""
    drawn: str | None = request.config.getoption("matrix_part")
    return drawn


def skip_where_missing(each: Listed) -> None:
    if reason := each.missing():
        if os.environ.get("CENTRA_MOCK_REQUIRE_CLIENTS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.mark.matrix
@pytest.mark.parametrize("each", BROKEN, ids=lambda each: each.name)
def test_a_broken_client_fails_exactly_its_rules(each: Listed, contract_server: str, part: str | None) -> None:
    skip_where_missing(each)
    environment = MockEnvironment(contract_server, endpoints=ENDPOINTS, prefix=each.name)
    found = {result.rule.id: result for result in results(each, environment, examples=3, part=part)}
    assert mismatch(each, found) == ""


@pytest.mark.matrix
def test_a_correct_client_passes_every_rule(each: Listed, seed: int, contract_server: str, part: str | None) -> None:
    skip_where_missing(each)
    policy = POLICIES[seed]
    environment = MockEnvironment(contract_server, endpoints=ENDPOINTS, prefix=f"{each.name}-{seed}", policy=policy)
    # Built-in scenarios are the same for each seed; drawn histories are not.
    tried = results(each, environment, examples=1 if seed else 3, seed=seed, with_library=not seed, part=part)
    found = {result.rule.id: result for result in tried}
    assert mismatch(each, found) == ""


def test_the_manifest_names_existing_rules_and_faults() -> None:
    for each in listed():
        assert each.fails <= RULES.keys(), each.name
        assert each.is_correct or each.fault, each.name


def test_every_rule_is_broken_by_a_client() -> None:
    assert {rule for each in BROKEN for rule in each.fails} == RULES.keys()


def test_the_kill_matrix_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == page(listed()), "write it anew with: make matrix"


@pytest.mark.parametrize("each", listed(), ids=lambda each: each.name)
def test_each_rule_of_a_client_is_drawn_by_some_commit(each: Listed) -> None:
    """... and under each policy, where the client is played under all of them."""
    commits = [f"commit {number}" for number in range(1500 if each.is_correct else 150)]
    drawn = {
        (seed, rule)
        for commit in commits
        for seed in (seeds(commit, each) if each.is_correct else [0])
        for rule in RULES
        if is_drawn(commit, each, rule)
    }
    assert drawn == {(seed, rule) for seed in (seeds(None, each) if each.is_correct else [0]) for rule in RULES}


def test_each_part_plays_each_broken_client_with_the_rules_that_it_breaks() -> None:
    parts = [f"commit {number}" for number in range(100)]
    assert all(is_drawn(part, each, rule) for part in parts for each in BROKEN for rule in each.fails)


def test_all_policies_are_played() -> None:
    from centra_mock import Policy

    limits = {"page_size", "max_body", "max_depth"}
    assert {name for policy in POLICIES for name in policy} == Policy.types().keys() - limits
