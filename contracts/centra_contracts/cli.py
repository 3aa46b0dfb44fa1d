"""The commands ``centra-mock check``, ``replay`` and ``scenarios``."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
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
"""The folder, in the current one, for the scenarios of failures and for hypothesis's examples."""


class CheckError(click.ClickException):
    """The check could not be run; exit code 2."""

    exit_code = 2


@contextmanager
def _errors_reported() -> Iterator[None]:
    """Report an error that prevents the check in one line, and handle SIGTERM like Ctrl-C."""
    from centra_contracts.clients import ClientError

    # CI servers send SIGTERM to jobs that take too long.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except (ClientError, CentraError) as error:
        raise CheckError(str(error)) from None


@click.command()
@options.client_options
@click.option("--rules", metavar="ID,…", help="Judge by these rules only.")
@click.option("--skip", metavar="ID,…", help="Leave out these rules.")
@click.option(
    "--examples", type=click.IntRange(0), default=10, show_default=True, help="Histories that are drawn for each rule."
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="The seed of the histories.")
@click.option(
    "--max-time", type=click.FloatRange(0, min_open=True), default=120.0, show_default=True, metavar="SECONDS",
    help="Stop after this time; rules that had no time are reported as not judged.",
)  # fmt: skip
@click.option(
    "--jobs", type=click.IntRange(1), metavar="N",
    help="Judge this many rules at the same time. [default: one for each processor; 1 with --reset or --listen]",
)  # fmt: skip
@click.option(
    "--save", type=click.Path(path_type=Path), default=FOLDER / "failures", show_default=True, metavar="FOLDER",
    help="Save the scenarios of failures here.",
)  # fmt: skip
@click.option("--junit", type=click.Path(path_type=Path), metavar="FILE", help="Write a JUnit report for a CI server.")
@click.option("--json", "as_json", type=click.Path(path_type=Path), metavar="FILE", help="Write a JSON report.")
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Write an HTML report.")
def check(
    rules: str | None, skip: str | None, examples: int, seed: int, max_time: float, jobs: int | None, save: Path,
    junit: Path | None, as_json: Path | None, html: Path | None, **client: Any,
) -> None:  # fmt: skip
    """Judge a client by the rules of the contract.

    The check plays histories of a shop, and shows the shortest one that breaks a rule. The client is run with these
    environment variables: CENTRA_URL, CENTRA_WSDL, CENTRA_USERNAME, CENTRA_PASSWORD and CENTRA_NAMESPACE say where its
    Centra is; CENTRA_WORKDIR is an empty folder in which it may store data. Exit code 0: no rule failed. 1: a rule
    failed. 2: the check could not be run.
    """
    # Imported here so that help and errors in options are shown without delay.
    from rich.console import Console

    from centra_contracts.report.console import Progress, show
    from centra_contracts.report.model import Report
    from centra_contracts.rules import RULES
    from centra_contracts.search import SearchSettings
    from centra_contracts.suite import Suite, all_cores

    client_options = options.ClientOptions(**client)
    jobs = client_options.jobs(jobs, all_cores())
    only, without = options.parse_rule_ids(rules, RULES), options.parse_rule_ids(skip, RULES) or []
    wanted = [rule for id, rule in RULES.items() if (only is None or id in only) and id not in without]
    console = Console(highlight=False)
    report = Report(client_options.command_line(), seed, save)
    started = monotonic()
    with _errors_reported():
        under_test = client_options.client()
        with client_options.environment() as environment:
            suite = Suite(
                under_test,
                environment,
                wanted,
                SearchSettings(examples, seed),
                max_time,
                True,
                FOLDER / "examples",
                jobs,
            )
            with closing(Progress(console)) as progress, closing(suite.results(progress)) as results:
                for result in results:
                    report.add(result)
    report.seconds = monotonic() - started
    show(report, console)
    _write(report, junit, as_json, html)
    raise click.exceptions.Exit(int(bool(report.failed)))


@click.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="FILE…")
@options.client_options
@click.option("--rules", metavar="ID,…", help="Judge by these rules instead of those in the file.")
@click.option("--junit", type=click.Path(path_type=Path), metavar="FILE", help="Write a JUnit report for a CI server.")
@click.option("--json", "as_json", type=click.Path(path_type=Path), metavar="FILE", help="Write a JSON report.")
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Write an HTML report.")
def replay(
    scenarios: tuple[str, ...], rules: str | None, junit: Path | None, as_json: Path | None, html: Path | None,
    **client: Any,
) -> None:  # fmt: skip
    """Play scenarios against a client.

    FILE is a scenario file, or the name of a built-in scenario (see `centra-mock scenarios`).
    """
    from rich.console import Console

    from centra_contracts.report.console import Progress, show
    from centra_contracts.report.model import Report
    from centra_contracts.rules import RULES
    from centra_contracts.runner import check_connection
    from centra_contracts.scenario_files import library, read
    from centra_contracts.search import HistorySearch, SearchSettings

    client_options = options.ClientOptions(**client)
    only = options.parse_rule_ids(rules, RULES)
    console = Console(highlight=False)
    report = Report(client_options.command_line())
    progress = Progress(console)
    started = monotonic()
    with _errors_reported():
        found = [(name, library()[name] if name in library() else read(Path(name))) for name in scenarios]
        under_test = client_options.client()
        with client_options.environment() as environment:
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
    """Return the rules for a scenario: ``only``, or those that it names, or all."""
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
@click.option("--schema", is_flag=True, help="Print the JSON Schema of scenario files, for your editor.")
@click.option("--state-schema", is_flag=True, help="Print the JSON Schema of the state that --state prints.")
@click.argument("name", required=False)
def scenarios(schema: bool, state_schema: bool, name: str | None) -> None:
    """List the built-in scenarios, or print one as a file."""
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
