"""Fixtures: one server for the session, and a Centra of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from centra_fixtures.scenes import demo
from centra_mock import MockServer, Tenant

_numbers = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[MockServer]:
    with MockServer() as server:
        yield server


@pytest.fixture
def centra(server: MockServer) -> Tenant:
    """An empty Centra."""
    return server.tenant(f"t{next(_numbers)}")


@pytest.fixture
def shop(centra: Tenant) -> Tenant:
    """A Centra with the demo shop: a chair and a sweater, retail and wholesale."""
    demo(centra)
    return centra
