"""The control API conforms to its OpenAPI description for any request."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from centra_fixtures.scenes import load_demo
from centra_mock import MockServer
from centra_mock.activities.values import MOST
from centra_mock.web.control.app import DESCRIPTION, ROUTES
from centra_mock.web.control.openapi import describe
from support.profile import FACTOR, PART, draw, few

pytestmark = pytest.mark.filterwarnings("default")
"""Ignored warnings of schemathesis, which are about its own libraries."""

MANY = 3
MOST_OF = {"count": MOST, "products": 10**6, "accounts": 10**6, "orders": 10**6}
"""Parameters that count things to make, with their limits for this test."""


@pytest.fixture(scope="module")
def fuzzed() -> Iterator[MockServer]:
    """Run a server for this test only."""
    with MockServer() as server:
        yield server


@pytest.fixture(autouse=True)
def filled(fuzzed: MockServer) -> None:
    """Fill the tenant that examples use most."""
    fuzzed.tenant("0").reset()
    load_demo(fuzzed.tenant("0"))


# A description cannot say which scenes, ids or states there are: well-formed calls may be refused, with 4xx.
schema = schemathesis.openapi.from_dict(describe(ROUTES))
schema.config.phases.coverage.enabled = False

limits = schemathesis.openapi.from_dict(describe(ROUTES))
limits.config.phases.examples.enabled = limits.config.phases.fuzzing.enabled = False
"""Every limit of every field, one by one: minutes, in which thousands of requests are generated."""


def is_tried(context: Any) -> bool:
    """Whether an operation is among those whose limits are tried: with ``make laws``, one in four."""
    return not PART or draw(f"{PART} {context.operation.label}", 4) == 0


def conforms(case: schemathesis.Case[Any], server: MockServer) -> None:
    if isinstance(case.body, dict):
        for name, most in MOST_OF.items():
            if case.body.get(name) in range(MANY, most + 1):
                case.body[name] = MANY  # thousands take time and show nothing new
    case.call_and_validate(base_url=server.url, timeout=60, excluded_checks=[positive_data_acceptance])


@schema.parametrize()
@settings(few, suppress_health_check=list(HealthCheck))
def test_every_answer_conforms_to_the_description(case: schemathesis.Case[Any], fuzzed: MockServer) -> None:
    conforms(case, fuzzed)


if FACTOR > 1:

    @limits.include(is_tried).parametrize()
    @settings(few, suppress_health_check=list(HealthCheck))
    def test_every_answer_to_a_value_at_a_limit_conforms(case: schemathesis.Case[Any], fuzzed: MockServer) -> None:
        conforms(case, fuzzed)


def test_the_checked_description_is_the_served_one(fuzzed: MockServer) -> None:
    assert requests.get(f"{fuzzed.url}{DESCRIPTION}", timeout=30).json() == json.loads(json.dumps(describe(ROUTES)))
