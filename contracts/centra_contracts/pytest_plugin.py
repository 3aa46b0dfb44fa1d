"""The pytest plugin: a Centra for each test, and a test for each rule of the contract.

``@pytest.mark.centra(scene="demo")`` begins a test's Centra with a scene.
``test_contract = centra_contract(poll=my_poll, state=my_state)`` makes a test per rule.
What costs time is imported when it is first used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from centra_mock.suggestions import unknown

if TYPE_CHECKING:
    from centra_contracts.api import Contract
    from centra_mock import Centra, MockServer

_numbers = count(1)

_MARKER_ARGUMENTS = {
    "scene": "a name such as 'demo', or the path of a file",
    "policy": "a Policy, such as Policy(page_size=10)",
}
"""What the marker ``centra`` takes."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "centra(scene=None, policy=None): begin the Centra of the fixture `centra` with a scene and a policy",
    )


@pytest.fixture(scope="session")
def centra_server() -> Iterator[MockServer]:
    """A fake Centra for the session, in this process. Tests share it, each in a tenant of its own."""
    from centra_mock.server import MockServer

    with MockServer() as server:
        yield server


@pytest.fixture
def centra(request: pytest.FixtureRequest, centra_server: MockServer) -> Iterator[Centra]:
    """A Centra of the test's own: empty, or as ``@pytest.mark.centra(scene="demo", policy=Policy(…))`` says.

    Markers on the module, the class and the test add up; the nearest wins.
    """
    __tracebackhide__ = True
    from centra_mock import CentraError

    given: dict[str, Any] = {}
    for marker in reversed(list(request.node.iter_markers("centra"))):
        given.update(_marker_arguments(marker))
    try:
        tenant = centra_server.tenant(f"test-{next(_numbers)}", **given)
    except CentraError as error:
        pytest.fail(f"@pytest.mark.centra: {error}", pytrace=False)
    yield tenant
    tenant.reset()


def _marker_arguments(marker: pytest.Mark) -> Mapping[str, Any]:
    """Return what a marker says; fail the test where that is nothing that a Centra can begin with."""
    __tracebackhide__ = True
    from centra_mock import Policy

    if marker.args:
        _refuse(f"{marker.args[0]!r} has no name; write scene={marker.args[0]!r} or policy=…")
    for name, value in marker.kwargs.items():
        if name not in _MARKER_ARGUMENTS:
            _refuse(unknown(name, _MARKER_ARGUMENTS))
        if value is not None and not isinstance(value, {"scene": str, "policy": Policy}[name]):
            _refuse(f"{name}: {value!r} is not {_MARKER_ARGUMENTS[name]}")
    return marker.kwargs


def _refuse(why: str) -> NoReturn:
    __tracebackhide__ = True
    pytest.fail(f"@pytest.mark.centra: {why}", pytrace=False)


@pytest.fixture(scope="session")
def centra_contract_server() -> Iterator[str]:
    """The address of a fake Centra in a process of its own, on which clients are tried."""
    from centra_contracts.server import mock_server

    with mock_server() as server:
        yield server


@pytest.fixture
def centra_client_contract(centra_contract_server: str) -> Callable[..., None]:
    """``centra_client_contract(poll=…, state=…, rules=[…])`` judges a client, and fails the test with the story."""

    def check(**given: Any) -> None:
        __tracebackhide__ = True
        from centra_contracts.api import Contract

        contract = Contract(**given)
        _fail([told for rule in contract.rule_ids if (told := _failure_text(contract, rule, centra_contract_server))])

    return check


def centra_contract(**given: Any) -> Callable[..., None]:
    """A test for each rule: the fields of ``Contract`` say which client, and how hard it is looked at."""
    from centra_contracts.api import Contract

    contract = Contract(**given)

    @pytest.mark.parametrize("rule", contract.rule_ids)
    def test_contract(rule: str, centra_contract_server: str) -> None:
        __tracebackhide__ = True
        told = _failure_text(contract, rule, centra_contract_server, skip=True)
        _fail([told] if told else [])

    return test_contract


def _failure_text(contract: Contract, rule: str, server: str, skip: bool = False) -> str | None:
    """The story of a rule that is broken. One that can't be judged is skipped, with the reason."""
    __tracebackhide__ = True
    from centra_contracts.api import ContractFailure

    try:
        result = contract.check(rule, server)
    except ContractFailure as error:
        return str(error)
    if skip and result.verdict == "not judged":
        pytest.skip(result.finding.message)
    return None


def _fail(stories: list[str]) -> None:
    """Fail as the command line tells it, without frames of ours."""
    __tracebackhide__ = True
    if stories:
        pytest.fail("\n\n".join(stories), pytrace=False)
