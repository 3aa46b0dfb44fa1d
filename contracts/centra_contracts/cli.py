"""``centra-mock check``, ``replay`` and ``scenarios``: a client against the contract, from the command line."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from centra_contracts import options
from centra_mock.error_codes import Code
from centra_mock.errors import CentraError, FileError

if TYPE_CHECKING:
    from centra_contracts.report.model import Report
    from centra_contracts.rules import ContractRule

FOLDER = Path(".centra-mock")
"""Where failures and what hypothesis has found are kept, below the folder that one is in."""


class CheckError(click.ClickException):
    """The check could not be run."""

    exit_code = 2


@contextmanager
def _run() -> Iterator[None]:
    """What keeps a check from being run is told without a stack trace; what is to end leaves nothing running."""
    from centra_contracts.clients import ClientError

    # CI terminates what takes too long: that is Ctrl-C to us.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except (ClientError, CentraError) as error:
        raise CheckError(str(error)) from None


@click.command()
@options.client_options
@click.option("--rules", metavar="ID,…", help="Only these rules.")
@click.option("--skip", metavar="ID,…", help="Not these rules.")
@click.option("--examples", type=click.IntRange(0), default=10, show_default=True, help="Histories for each rule.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="The seed of the histories.")
@click.option(
    "--max-time", type=click.FloatRange(0, min_open=True), default=120.0, show_default=True, metavar="SECONDS",
    help="When to stop looking; what was not judged by then is said.",
)  # fmt: skip
@click.option(
    "--save", type=click.Path(path_type=Path), default=FOLDER / "failures", show_default=True, metavar="FOLDER",
    help="Where the scenarios of failures are saved.",
)  # fmt: skip
@click.option("--junit", type=click.Path(path_type=Path), metavar="FILE", help="Write a report for CI.")
@click.option("--json", "as_json", type=click.Path(path_type=Path), metavar="FILE", help="Write a report for programs.")
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Write a page for people.")
def check(
    rules: str | None, skip: str | None, examples: int, seed: int, max_time: float, save: Path,
    junit: Path | None, as_json: Path | None, html: Path | None, **client: Any,
) -> None:  # fmt: skip
    """Run a client against what Centra may do, and show the shortest history that breaks it.

    The client finds its Centra in CENTRA_URL, CENTRA_WSDL, CENTRA_USERNAME, CENTRA_PASSWORD, CENTRA_NAMESPACE, and an
    empty folder for what it stores in CENTRA_WORKDIR. Exit 0: no rule failed. 1: one did. 2: it could not be run.
    """
    # Only now: help, and mistakes in the flags, are told at once.
    from rich.console import Console

    from centra_contracts.report.console import Progress, show
    from centra_contracts.report.model import Report
    from centra_contracts.rules import RULES
    from centra_contracts.runner import check_connection
    from centra_contracts.search import SearchSettings
    from centra_contracts.suite import Suite

    chosen = options.ClientOptions(**client)
    only, without = options.parse_rule_ids(rules, RULES), options.parse_rule_ids(skip, RULES) or []
    wanted = [rule for id, rule in RULES.items() if (only is None or id in only) and id not in without]
    console = Console(highlight=False)
    report = Report(chosen.command_line(), seed, save)
    started = monotonic()
    with _run():
        under_test = chosen.client()
        with chosen.environment() as environment:
            check_connection(under_test, environment)
            suite = Suite(
                under_test, environment, wanted, SearchSettings(examples, seed), max_time, True, FOLDER / "examples"
            )
            for result in suite.results(Progress(console)):
                report.add(result)
    report.seconds = monotonic() - started
    show(report, console)
    _write(report, junit, as_json, html)
    raise click.exceptions.Exit(int(bool(report.failed)))


@click.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="FILE…")
@options.client_options
@click.option("--rules", metavar="ID,…", help="Judge by these rules, rather than by those that the file names.")
@click.option("--junit", type=click.Path(path_type=Path), metavar="FILE", help="Write a report for CI.")
@click.option("--json", "as_json", type=click.Path(path_type=Path), metavar="FILE", help="Write a report for programs.")
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Write a page for people.")
def replay(
    scenarios: tuple[str, ...], rules: str | None, junit: Path | None, as_json: Path | None, html: Path | None,
    **client: Any,
) -> None:  # fmt: skip
    """Play scenarios against a client: files, or the names of those that ship (see `centra-mock scenarios`)."""
    from rich.console import Console

    from centra_contracts.report.console import Progress, show
    from centra_contracts.report.model import Report
    from centra_contracts.rules import RULES
    from centra_contracts.runner import check_connection
    from centra_contracts.scenario_files import library, read
    from centra_contracts.search import HistorySearch, SearchSettings

    chosen = options.ClientOptions(**client)
    only = options.parse_rule_ids(rules, RULES)
    console = Console(highlight=False)
    report = Report(chosen.command_line())
    progress = Progress(console)
    started = monotonic()
    with _run():
        found = [(name, library()[name] if name in library() else read(Path(name))) for name in scenarios]
        under_test = chosen.client()
        with chosen.environment() as environment:
            check_connection(under_test, environment)
            for name, scenario in found:
                for rule in _rules_of(name, scenario.rules, only, RULES):
                    progress.started(rule)
                    result = HistorySearch(rule, under_test, environment, SearchSettings(examples=0), float("inf")).run(
                        [scenario]
                    )
                    progress.judged(result)
                    report.add(result)
    report.seconds = monotonic() - started
    show(report, console)
    _write(report, junit, as_json, html)
    raise click.exceptions.Exit(int(bool(report.failed)))


def _rules_of(
    name: str, named: Sequence[str], only: list[str] | None, known: dict[str, ContractRule]
) -> list[ContractRule]:
    """The rules by which a scenario is judged: all, where it names none."""
    for id in named:
        if id not in known:
            raise FileError(
                Code.UNKNOWN_RULE, f"there is no rule {id!r}; there are {', '.join(known)}", f"{name}: rules"
            )
    return [known[id] for id in (only or named or known)]


def _write(report: Report, junit: Path | None, as_json: Path | None, html: Path | None) -> None:
    from centra_contracts.report import as_json as json_report
    from centra_contracts.report import github
    from centra_contracts.report import html as html_report
    from centra_contracts.report import junit as junit_report

    try:
        for path, kind in ((junit, junit_report), (as_json, json_report), (html, html_report)):
            if path is not None:
                kind.write(report, path)
    except OSError as error:
        raise CheckError(f"the report could not be written: {error.filename}: {error.strerror}") from None
    if github.is_here():
        for line in github.annotate(report):
            click.echo(line)
        github.summarise(report)


@click.command()
@click.option("--schema", is_flag=True, help="Write the JSON Schema of scenario files, for your editor.")
@click.option("--state-schema", is_flag=True, help="Write the JSON Schema of what --state prints.")
@click.argument("name", required=False)
def scenarios(schema: bool, state_schema: bool, name: str | None) -> None:
    """List the histories that ship, or show one as a file."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    from centra_contracts import scenario_files

    if schema or state_schema:
        click.echo(json.dumps(scenario_files.schema() if schema else scenario_files.state_schema(), indent=2))
        return
    if name is not None:
        if name not in scenario_files.library():
            raise CheckError(f"there is no scenario {name!r}; there are {', '.join(scenario_files.library())}")
        click.echo(scenario_files.as_yaml(scenario_files.library()[name]), nl=False)
        return
    table = Table("scenario", "what happens", "rules", box=SIMPLE_HEAD, pad_edge=False)
    for each, scenario in scenario_files.library().items():
        table.add_row(each, scenario.description, "\n".join(scenario.rules))
    Console(highlight=False).print(table)
