"""Rules that are judged at the same time give the verdicts, the evidence and the order of ``--jobs 1``."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from centra_contracts.options import ClientOptions
from centra_contracts.report.as_json import document
from centra_contracts.report.model import Report
from centra_contracts.rules import RULES
from centra_contracts.runner import MockEnvironment
from centra_contracts.search import SearchSettings
from centra_contracts.suite import Suite
from centra_mock import MockServer
from support.contract_clients import FOLDER, listed
from support.faults import until
from support.remote_commands import run_here

JUDGED = ("done-unknown-types", "upserts-by-id", "sends-login")


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with MockServer() as server:
        yield server


def report(server: MockServer, client: str, jobs: int) -> dict[str, Any]:
    """Return the JSON report of a check, without times."""
    (under_test,) = (each.client() for each in listed() if each.name == client)
    environment = MockEnvironment(server.url)
    rules = [RULES[id] for id in JUDGED]
    # Few histories, but enough that each fault is found and a shorter history is searched for.
    settings = SearchSettings(examples=2, shrink_examples=2)
    found = Report([])
    for result in Suite(under_test, environment, rules, settings, with_library=False, jobs=jobs).results():
        found.add(result)
    shown = document(found)
    return {**shown, "seconds": 0, "rules": [{**rule, "seconds": 0} for rule in shown["rules"]]}


@pytest.mark.parametrize(
    ("client", "failed"),
    [
        ("lxml-callable", set()),
        ("skips-unknown-types", {"done-unknown-types"}),
        ("inserts", {"upserts-by-id"}),
    ],
)
def test_three_jobs_report_what_one_job_does(server: MockServer, client: str, failed: set[str]) -> None:
    one, three = report(server, client, jobs=1), report(server, client, jobs=3)
    assert one == three
    assert [rule["id"] for rule in three["rules"]] == list(JUDGED)
    assert {rule["id"] for rule in three["rules"] if rule["verdict"] == "failed"} == failed


def test_a_client_with_one_store_or_one_address_is_judged_by_one_job() -> None:
    options = ClientOptions("poll", None, None, None, None, (), ())
    assert options.jobs(None, 4) == 4
    assert replace(options, reset="true").jobs(None, 4) == 1
    assert replace(options, listen="127.0.0.1:8337").jobs(None, 4) == 1


def test_more_jobs_than_a_store_can_serve_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = run_here(capsys, "check", "--poll", "true", "--reset", "true", "--jobs", "2")
    assert code == 2
    assert "--jobs 2: with --reset" in err


def test_an_interrupted_check_kills_the_clients_of_all_jobs_with_their_children(tmp_path: Path) -> None:
    """The first poll of the check is that of a correct client; those of the jobs start a child, and wait for ever."""
    started = tmp_path / "started"
    started.mkdir()
    poll = f"{shlex.quote(sys.executable)} {shlex.quote(str(FOLDER / 'lxml_client.py'))} poll"
    program = tmp_path / "client.sh"
    program.write_text(
        f"if mkdir {tmp_path}/first 2>/dev/null; then exec {poll}; fi\n"
        f"sleep 1000 & echo $! > {started}/$$.new; mv {started}/$$.new {started}/$$; wait\n"
    )
    command = [sys.executable, "-m", "centra_mock.cli", "check", "--poll", f"sh {program}", "--jobs", "2"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=listen_to_interrupts,
    ) as check:  # fmt: skip
        until(lambda: len([each for each in started.iterdir() if each.suffix != ".new"]) == 2)
        check.send_signal(signal.SIGINT)
        _, errors = check.communicate(timeout=60)
    assert check.returncode == 130
    assert errors.strip() == ""
    for each in started.iterdir():
        for process in (int(each.name), int(each.read_text())):
            until(partial(has_ended, process))


def listen_to_interrupts() -> None:
    """Restore the handling of Ctrl-C, which shells disable for background processes."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def has_ended(process: int) -> bool:
    """Return whether a process has ended; one that was not waited for yet has."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
