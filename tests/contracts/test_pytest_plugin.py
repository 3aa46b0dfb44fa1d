"""The pytest plugin, as a project uses it to test its client."""

from __future__ import annotations

import unittest
from pathlib import Path

import pytest

from centra_contracts import ContractFailure, check_client
from support.contract_clients import FOLDER

pytest_plugins = ["pytester"]

CLIENTS = f"""
import sys
sys.path.insert(0, {str(FOLDER)!r})
import lxml_client
from broken import skips_unknown_types
from centra_contracts import centra_contract
"""


def run(pytester: pytest.Pytester, tests: str, *words: str, in_process: bool = True) -> pytest.RunResult:
    """Run the tests of a project, in this process or in another one, where pytest finds the installed plugin."""
    pytester.makepyfile(CLIENTS + tests)
    started = pytester.runpytest_inprocess if in_process else pytester.runpytest_subprocess
    return started("-q", "-W", "error", "-p", "no:cacheprovider", *words)


def test_one_line_makes_a_test_for_each_rule(pytester: pytest.Pytester) -> None:
    tests = """
test_contract = centra_contract(
    poll=skips_unknown_types.poll, state=skips_unknown_types.state, examples=2,
    rules=["drains-queue", "done-unknown-types"],
)
"""
    result = run(pytester, tests, "-n", "2", "-p", "no:schemathesis", in_process=False)
    result.assert_outcomes(passed=1, failed=1)
    output = result.stdout.str()
    assert "test_contract[done-unknown-types]" in output
    assert "The shortest history that breaks the rule:" in output
    assert "Saved as .centra-mock/failures/done-unknown-types.yaml" in output
    assert "api.py" not in output
    assert (Path(pytester.path) / ".centra-mock" / "failures" / "done-unknown-types.yaml").exists()


def test_a_rule_that_cannot_be_judged_is_skipped_with_the_reason(pytester: pytest.Pytester) -> None:
    result = run(pytester, "test_contract = centra_contract(poll=lxml_client.poll, rules=['upserts-by-id'])", "-rs")
    result.assert_outcomes(skipped=1)
    assert "give --state" in result.stdout.str()


def test_the_fixtures_give_a_clean_centra_to_each_test(pytester: pytest.Pytester) -> None:
    tests = """
import pytest

@pytest.mark.parametrize("turn", range(2))
def test_clean(centra, turn):
    assert centra.queue == []
    centra.emit("order")
    assert centra.wsdl_url.startswith("http://127.0.0.1:")

def test_contract(centra_client_contract):
    centra_client_contract(poll=lxml_client.poll, state=lxml_client.state, rules=["drains-queue"], examples=2)
"""
    run(pytester, tests).assert_outcomes(passed=3)


def test_a_marker_sets_scene_and_policy(pytester: pytest.Pytester) -> None:
    tests = """
import pytest
from centra_mock import Policy

pytestmark = pytest.mark.centra(scene="demo")

def test_a_scene(centra):
    assert centra.place_order() == "1"

@pytest.mark.centra(policy=Policy(page_size=7))
class TestBoth:
    def test_markers_are_combined(self, centra):
        assert centra.place_order() == "1"
        assert centra.policy.page_size == 7

    @pytest.mark.centra(scene=None)
    def test_the_nearest_wins(self, centra):
        assert centra.state.is_new
        assert centra.policy.page_size == 7
"""
    run(pytester, tests, "--strict-markers").assert_outcomes(passed=3)


WRONG_MARKERS = {
    "'demo'": "scene='demo'",
    "scnee='demo'": "did you mean scene?",
    "scene=7": "scene: 7 is not a name",
    "policy={'page_size': 7}": "is not a Policy",
    "scene='nosuch'": "There is no scene 'nosuch'. There are: bundles",
    "scene='demo?pieces=3'": "pieces",
}


def test_a_wrong_marker_is_explained(pytester: pytest.Pytester) -> None:
    tests = [
        f"@pytest.mark.centra({arguments})\ndef test_{number}(centra): ..."
        for number, arguments in enumerate(WRONG_MARKERS)
    ]
    result = run(pytester, "\n".join(("import pytest", *tests)))
    result.assert_outcomes(errors=len(tests))
    messages = [line for line in result.stdout.lines if line.startswith("@pytest.mark.centra: ")]
    assert len(messages) == len(tests)
    for line, words in zip(messages, WRONG_MARKERS.values(), strict=True):
        assert words in line
    assert "pytest_plugin.py" not in result.stdout.str()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("rules=['drain']", "there is no rule 'drain'; there are drains-queue"),
        ("poll='php sync.php', state=lxml_client.state", "the client is a command, so `state` must be a command too"),
    ],
)
def test_errors_are_explained(pytester: pytest.Pytester, call: str, message: str) -> None:
    arguments = call if "poll" in call else f"poll=lxml_client.poll, {call}"
    result = run(pytester, f"test_contract = centra_contract({arguments})")
    assert message in result.stdout.str()


class WithUnittest(unittest.TestCase):
    """Outside pytest, a failure is an ordinary ``AssertionError``."""

    def test_a_command_is_checked(self) -> None:
        with self.assertRaises(ContractFailure) as caught:  # noqa: PT027 (this is unittest)
            check_client(poll="true", rules=["drains-queue"], examples=2)
        self.assertIn("drains-queue: When the shop is idle, the client empties the queue.", str(caught.exception))  # noqa: PT009
