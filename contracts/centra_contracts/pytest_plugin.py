"""The pytest plugin: a Centra for each test, and a test for each rule of the contract.

``@pytest.mark.centra(scene="demo")`` fills the Centra of a test with a scene.
``test_contract = centra_contract(poll=my_poll, state=my_state)`` makes a test per rule.
Modules are imported on first use, because pytest loads the plugin in every run.
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
"""The arguments of the marker ``centra``, with what each must be."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "centra(scene=None, policy=None): start the Centra of the fixture `centra` with a scene and a policy",
    )


@pytest.fixture(scope="session")
def centra_server() -> Iterator[MockServer]:
    """Run a fake Centra in this process for the session. Each test has a tenant of its own."""
    from centra_mock.server import MockServer

    with MockServer() as server:
        yield server


@pytest.fixture
def centra(request: pytest.FixtureRequest, centra_server: MockServer) -> Iterator[Centra]:
    """Return a Centra for the test: empty, or with the scene and the policy of the marker ``centra``.

    Markers on the module, the class and the test are combined; the one nearest to the test wins.
    """
    __tracebackhide__ = True
    from centra_mock import CentraError

    arguments: dict[str, Any] = {}
    for marker in reversed(list(request.node.iter_markers("centra"))):
        arguments.update(_marker_arguments(marker))
    try:
        tenant = centra_server.tenant(f"test-{next(_numbers)}", **arguments)
    except CentraError as error:
        pytest.fail(f"@pytest.mark.centra: {error}", pytrace=False)
    yield tenant
    tenant.reset()


def _marker_arguments(marker: pytest.Mark) -> Mapping[str, Any]:
    """Return the arguments of a marker; fail the test if they are not valid."""
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
    """Run a fake Centra in another process for the session; return its URL. Clients are judged on it."""
    from centra_contracts.server import mock_server

    with mock_server() as server:
        yield server


@pytest.fixture
def centra_client_contract(centra_contract_server: str) -> Callable[..., None]:
    """Return a function that judges a client: ``centra_client_contract(poll=…, state=…, rules=[…])``.

    Its arguments are the fields of ``Contract``. The test fails if the client breaks a rule.
    """

    def check(**fields: Any) -> None:
        __tracebackhide__ = True
        from centra_contracts.api import Contract

        contract = Contract(**fields)
        _fail([text for rule in contract.rule_ids if (text := _failure_text(contract, rule, centra_contract_server))])

    return check


def centra_contract(**fields: Any) -> Callable[..., None]:
    """Return a test function with a test for each rule. The arguments are the fields of ``Contract``."""
    from centra_contracts.api import Contract

    contract = Contract(**fields)

    @pytest.mark.parametrize("rule", contract.rule_ids)
    def test_contract(rule: str, centra_contract_server: str) -> None:
        __tracebackhide__ = True
        text = _failure_text(contract, rule, centra_contract_server, skip=True)
        _fail([text] if text else [])

    return test_contract


def _failure_text(contract: Contract, rule: str, server: str, skip: bool = False) -> str | None:
    """Return the text of a failure, or ``None``. With ``skip``, skip the test if the rule can't be judged."""
    __tracebackhide__ = True
    from centra_contracts.api import ContractFailure

    try:
        result = contract.check(rule, server)
    except ContractFailure as error:
        return str(error)
    if skip and result.verdict == "not judged":
        pytest.skip(result.finding.message)
    return None


def _fail(failures: list[str]) -> None:
    """Fail the test with these texts, without a traceback."""
    __tracebackhide__ = True
    if failures:
        pytest.fail("\n\n".join(failures), pytrace=False)
