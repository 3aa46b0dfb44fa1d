"""The commands ``centra-mock check``, ``replay`` and ``scenarios``, with commands as clients."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE
from typing import NamedTuple

import pytest
import requests
from lxml import etree

from centra_contracts import scenario_files
from centra_contracts.report.github import annotate, summary
from centra_contracts.report.html import page
from centra_contracts.report.model import Report
from centra_contracts.rules import RULES
from centra_contracts.runner import MockEnvironment
from centra_contracts.search import SearchSettings
from centra_contracts.server import mock_server
from centra_contracts.suite import Suite
from support.contract_clients import FOLDER, listed
from support.faults import until
from support.remote_commands import run_here
from support.rule_docs import PAGE, with_rules

MODULE = f"{shlex.quote(sys.executable)} {shlex.quote(str(FOLDER))} broken.skips_unknown_types"
BROKEN = ("--poll", f"{MODULE} poll", "--state", f"{MODULE} state")
PATIENCE = 120
GOLDEN = Path(__file__).parent / "golden" / "check.txt"


def run(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``centra-mock`` in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "centra_mock.cli", *words], cwd=folder, capture_output=True, text=True, timeout=PATIENCE,
        env={**os.environ, "COLUMNS": "200", **environment},
    )  # fmt: skip


class Checked(NamedTuple):
    """What a check of the broken client left."""

    folder: Path
    done: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """Check the broken client once for all tests that read the output or the reports: it is a program for each poll."""
    folder = tmp_path_factory.mktemp("checked")
    rules = ("--rules", "drains-queue,done-unknown-types,upserts-by-id", "--examples", "2")
    reports = ("--junit", "junit.xml", "--json", "report.json", "--html", "report.html")
    return Checked(folder, run(folder, "check", *BROKEN, *rules, *reports))


def test_the_output_of_a_failure(checked: Checked) -> None:
    """Compare the whole output with a reviewed copy, without the XML of the exchanges."""
    assert checked.done.returncode == 1, checked.done.stderr
    lines = [line.rstrip() for line in checked.done.stdout.replace(MODULE, "CLIENT").splitlines()]
    output = "\n".join(line for line in lines if not line.startswith(("      <", "      >")))
    assert output == GOLDEN.read_text("utf-8").rstrip("\n")


def test_the_reports_of_a_failure(checked: Checked) -> None:
    suite = etree.parse(checked.folder / "junit.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    assert "1. An event of type" in (suite.findtext(".//failure") or "")
    report = json.loads((checked.folder / "report.json").read_text("utf-8"))
    assert {each["id"]: each["verdict"] for each in report["rules"]} == {
        "drains-queue": "passed",
        "done-unknown-types": "failed",
        "upserts-by-id": "passed",
    }
    html = (checked.folder / "report.html").read_text("utf-8")
    assert "<svg" in html
    assert "<script" not in html


def test_a_saved_failure_is_replayed(checked: Checked) -> None:
    failure = Path(".centra-mock", "failures", "done-unknown-types.yaml")
    assert scenario_files.read(checked.folder / failure).rules == ("done-unknown-types",)
    again = run(checked.folder, "replay", str(failure), *BROKEN)
    assert again.returncode == 1
    assert "never marked done" in again.stdout


def test_built_in_scenarios_are_replayed_by_name_and_failures_annotated_on_github(tmp_path: Path) -> None:
    summaries = tmp_path / "summary.md"
    done = run(
        tmp_path, "replay", "starved-queue", "empty-queue", *BROKEN,
        GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summaries),
    )  # fmt: skip
    assert done.returncode == 1
    assert "100 events of type loyaltycard are queued (entry 1)." in done.stdout
    assert "::error title=centra-contract%3A done-unknown-types::" in done.stdout
    assert "| `done-unknown-types` | failed |" in summaries.read_text("utf-8")


def test_a_rule_that_needs_state_is_not_judged_without_it(tmp_path: Path) -> None:
    done = run(tmp_path, "check", *BROKEN[:2], "--rules", "upserts-by-id", "--examples", "1")
    assert done.returncode == 0
    assert "not judged" in done.stdout
    assert "give --state" in done.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("check",), "no client: give --poll COMMAND, or --run COMMAND"),
        (("check", "--poll", "a", "--run", "b"), "no client: give --poll"),
        (("check", "--poll", "no-such-program"), "no-such-program: cannot be started: No such file or directory"),
        (("check", "--poll", "'"), "No closing quotation"),
        (("check", "--poll", "true", "--rules", "drain-queue"), "no rule 'drain-queue'; did you mean drains-queue?"),
        (("check", "--poll", "true", "--under", "echo"), "--under: 'echo' is not NAME=VALUE"),
        (("check", "--poll", "true", "--under", "foo=bar"), "foo: is not known here; it can be "),
        (("check", "--poll", "true", "--listen", "8337"), "--listen: '8337' is not HOST:PORT"),
        (("check", "--poll", "true", "--state", "echo nonsense"), "is not JSON"),
        (("check", "--poll", "true", "--state", "echo []"), "the state is list; it must be an object"),
        (("check", "--poll", "true"), "the client made no call to its CENTRA_URL, so there is nothing to judge"),
        (("replay", "empty-queue", "--poll", "sh -c 'echo no module; exit 3'"), "(exit code 3) and printed no module"),
        (("replay", "none.yaml", "--poll", "true"), "none.yaml: cannot be read: No such file or directory"),
        (("scenarios", "none"), "there is no scenario 'none'; there are bad-night"),
    ],
)  # fmt: skip
def test_an_error_that_prevents_the_check_is_reported_in_one_line(
    tmp_path: Path,
    words: tuple[str, ...],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run_here(capsys, *words)
    assert code == 2, out
    assert message in err
    assert "Traceback" not in err


def listen_to_interrupts() -> None:
    """Restore the handling of Ctrl-C, which shells disable for background processes."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_check_ends_at_once_with_its_client_and_its_mock(tmp_path: Path, number: signal.Signals) -> None:
    started = tmp_path / "started"
    client = f"sh -c 'echo $$ $CENTRA_URL > {started}.new; mv {started}.new {started}; exec sleep 1000'"
    command = [sys.executable, "-m", "centra_mock.cli", "check", "--poll", client]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=PIPE, stderr=PIPE, text=True, preexec_fn=listen_to_interrupts
    ) as check:
        until(started.exists)
        check.send_signal(number)
        _, errors = check.communicate(timeout=PATIENCE)
    assert check.returncode == 130
    assert errors.strip() == ""
    process, url = started.read_text().split()
    with pytest.raises(ProcessLookupError):
        os.kill(int(process), 0)
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=PATIENCE)


def test_a_client_with_a_fixed_address_is_checked_there(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/ams/system/service/module/soap/api"
    program = tmp_path / "client.sh"
    python, client = shlex.quote(sys.executable), shlex.quote(str(FOLDER / "lxml_client.py"))
    program.write_text(f"CENTRA_URL={address} exec {python} {client} poll\n")
    done = run(
        tmp_path, "check", "--poll", "sh client.sh", "--listen", f"127.0.0.1:{port}", "--rules", "drains-queue",
        "--examples", "3",
    )  # fmt: skip
    assert "passed     drains-queue" in done.stdout, done.stdout + done.stderr


def test_built_in_scenarios_are_listed_and_printed(tmp_path: Path) -> None:
    listing = run(tmp_path, "scenarios").stdout
    for name in scenario_files.library():
        assert name in listing
    shown = run(tmp_path, "scenarios", "two-markets").stdout
    assert scenario_files.parse(shown, "shown") == scenario_files.library()["two-markets"]
    assert json.loads(run(tmp_path, "scenarios", "--schema").stdout) == scenario_files.schema()
    assert json.loads(run(tmp_path, "scenarios", "--state-schema").stdout) == scenario_files.state_schema()


def test_the_output_of_a_client_is_escaped_in_every_report(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script> ]]> & \x00 ::error::"
    (tmp_path / "client.sh").write_text(f"printf '%s' {shlex.quote(hostile.replace(chr(0), ''))}; exit 1\n")
    from centra_contracts.clients import CommandClient

    client = CommandClient(f"sh {shlex.quote(str(tmp_path / 'client.sh'))}")
    with mock_server() as server:
        suite = Suite(client, MockEnvironment(server), search_settings=SearchSettings(examples=1))
        result = suite.check(RULES["drains-queue"])
    report = Report(["--poll", hostile], folder=tmp_path)
    report.add(result)
    assert result.verdict == "failed"
    html = page(report)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in summary(report)
    for line in annotate(report):
        assert line.count("\n") == 0


def test_every_client_of_the_manifest_is_a_file() -> None:
    for each in listed():
        command = each.poll or each.run
        if command is not None:
            paths = [word for word in command.split() if word.startswith("{here}/")]
            for path in paths:
                assert (FOLDER / path.removeprefix("{here}/")).exists(), each.name


def test_the_rules_are_documented_as_they_are() -> None:
    page = PAGE.read_text("utf-8")
    assert page == with_rules(page), "write it with: make docs"


@pytest.mark.parametrize(
    ("name", "schema"), [("scenario", scenario_files.schema), ("state", scenario_files.state_schema)]
)
def test_the_published_schemas_are_current(name: str, schema: Callable[[], object]) -> None:
    path = FOLDER.parent.parent.parent / "docs" / f"{name}.schema.json"
    assert json.loads(path.read_text("utf-8")) == schema(), "write it anew with: centra-mock scenarios --schema"


def test_every_step_is_documented() -> None:
    from centra_contracts.scenario import STEPS

    text = PAGE.read_text("utf-8") + (PAGE.parent / "activities.md").read_text("utf-8")
    for name in STEPS:
        assert f"`{name}`" in text, name
