"""The traffic of each sample client is diagnosed: correct ones break no rule, and visible faults are named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from centra_contracts.observation import Observation
from centra_contracts.runner import MockEnvironment, play
from centra_contracts.scenario import Run, Scenario
from centra_mock import MockServer
from centra_mock.activities.steps import step
from centra_mock.lab.analysis import TrafficAnalysis
from centra_mock.lab.diagnosis import Diagnosis, diagnose
from centra_mock.lab.sources import read_traffic
from support.contract_clients import ENDPOINTS, Listed, listed
from support.traffic import har_entry, write_har

PAGE = 4

HISTORY = Scenario(
    page_size=PAGE,
    steps=(
        step("place", count=2, fields={"internalinformation": "call before delivery", "other": "leave it at the door"}),
        Run(),
        step("emit", type="loyaltycard", count=PAGE + 1),
        step("place"),
        Run(),
        Run(),
    ),
)
"""An idle start, then more events of an unknown type than a page holds in front of an order."""

VISIBLE = {
    "skips-unknown-types": {"done-unknown-types"},
    "comma-list": {"done-only-delivered", "drains-queue"},
    "dones-a-range": {"done-only-delivered"},
    "done-without-login": {"sends-login", "drains-queue"},
    "sends-blanks": {"keeps-other-fields"},
    "php-sends-what-it-has": {"keeps-other-fields"},
}
"""The rules that traffic of a healthy Centra shows to be broken, by client; other faults show in the client alone."""


def diagnosed(observation: Observation, folder: Path) -> Diagnosis:
    """Return the diagnosis of a history that was written as HAR."""
    entries = [
        har_entry(each.request, each.response, each.at, dict(each.request_headers)) for each in observation.exchanges
    ]
    traffic = read_traffic(write_har(folder / "traffic.har", entries))
    return diagnose(TrafficAnalysis().follow(traffic), PAGE)


STARVED = {"skips-unknown-types", "comma-list", "done-without-login"}


def marks(each: Listed) -> Sequence[pytest.MarkDecorator]:
    """Return the mark of a client that is a program: of those, the one with a visible fault is played by CI."""
    if each.callable:
        return ()
    return (pytest.mark.clients,) if each.name in VISIBLE else (pytest.mark.matrix,)


@pytest.mark.parametrize("each", [pytest.param(each, id=each.name, marks=marks(each)) for each in listed()])
def test_the_traffic_of_a_client_shows_its_fault(each: Listed, server: MockServer, tmp_path: Path) -> None:
    if reason := each.missing():
        pytest.skip(reason)
    environment = MockEnvironment(server.url, endpoints=ENDPOINTS, prefix=f"diagnosed-{each.name}")
    found = diagnosed(play(HISTORY, each.client(), environment), tmp_path)
    assert set(found.broken_rules) == VISIBLE.get(each.name, set()), [finding.message for finding in found.findings]
    assert (found.health.mood == "bad") == (each.name in STARVED)


def test_visible_faults_are_faults_of_the_manifest() -> None:
    assert all(VISIBLE.get(each.name, set()) <= each.fails for each in listed())
