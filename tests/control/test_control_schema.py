"""The control API keeps to its own description, whatever it is sent."""

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
from support.profile import few

pytestmark = pytest.mark.filterwarnings("default")
"""What schemathesis warns of is about its own libraries."""

MANY = 3
MOST_OF = {"count": MOST, "products": 10**6, "accounts": 10**6, "orders": 10**6}
"""Numbers of things to make, and how many are accepted."""


@pytest.fixture(scope="module")
def fuzzed() -> Iterator[MockServer]:
    """A server of its own: anything may happen to it."""
    with MockServer() as server:
        yield server


@pytest.fixture(autouse=True)
def filled(fuzzed: MockServer) -> None:
    """Something to find in the tenant that examples name most."""
    fuzzed.tenant("0").reset()
    load_demo(fuzzed.tenant("0"))


# A description cannot say which scenes, ids or states there are: well-formed calls may be refused, with 4xx.
schema = schemathesis.openapi.from_dict(describe(ROUTES))


@schema.parametrize()
@settings(few, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case: schemathesis.Case[Any], fuzzed: MockServer) -> None:
    if isinstance(case.body, dict):
        for name, most in MOST_OF.items():
            if case.body.get(name) in range(MANY, most + 1):
                case.body[name] = MANY  # thousands take their time, and tell nothing new
    case.call_and_validate(base_url=fuzzed.url, timeout=60, excluded_checks=[positive_data_acceptance])


def test_what_is_served_is_what_is_checked(fuzzed: MockServer) -> None:
    assert requests.get(f"{fuzzed.url}{DESCRIPTION}", timeout=30).json() == json.loads(json.dumps(describe(ROUTES)))
