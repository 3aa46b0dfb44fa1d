"""The kill matrix: which client breaks which rule. ``make matrix`` plays all of it and writes docs/kill-matrix.md.

With names of clients, only those are played, and nothing is written. ``--examples`` is the number of histories for a
rule that a client should keep; for a rule that it should break, up to fifty are drawn.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from time import monotonic

import click

from centra_contracts.rules import RULES
from centra_contracts.runner import MockEnvironment
from centra_contracts.search import RuleResult, SearchSettings
from centra_contracts.server import mock_server
from centra_contracts.suite import Suite
from support.contract_clients import ENDPOINTS, Listed, listed
from support.profile import draw

PAGE = Path(__file__).parents[2] / "docs" / "kill-matrix.md"
FIND = 50
"""The number of histories within which a fault must be found."""
SHARE, PROGRAM_SHARE = 4, 8
"""Of the rules that a client keeps, a part plays one in this many; a client that is a program costs a start a poll."""

INTRODUCTION = """\
# Which client breaks which rule

The contract suite is tested with correct clients in several languages, and with clients that have one realistic fault
each. A correct client must pass all rules. A broken one must fail the rules that are marked here, and no others.
`make matrix` runs all of them and writes this page; `tests/contracts/test_kill_matrix.py` checks it. The clients are
in `tests/clients/contract/`.
"""


def is_drawn(part: str | None, each: Listed, rule: str) -> bool:
    """Return whether a part plays a rule for a client: each that it should break, and a share of the others."""
    share = SHARE if each.callable else PROGRAM_SHARE
    return part is None or rule in each.fails or draw(f"{part} {each.name} {rule}", share) == 0


def results(
    each: Listed,
    environment: MockEnvironment,
    examples: int,
    seed: int = 0,
    with_library: bool = True,
    part: str | None = None,
) -> Iterable[RuleResult]:
    """Yield the result of each rule for one client.

    Where ``part`` is given, only the rules that it draws.
    """
    client = each.client()
    for rule in (rule for rule in RULES.values() if is_drawn(part, each, rule.id)):
        search_settings = SearchSettings(FIND if rule.id in each.fails else examples, seed, shrink_examples=10)
        yield Suite(client, environment, search_settings=search_settings, with_library=with_library).check(rule)


def page(clients: Sequence[Listed]) -> str:
    """Return the matrix as a page: a row for each client, a column for each rule."""
    numbers = {id: number for number, id in enumerate(RULES, 1)}
    legend = "\n".join(f"{number}. `{id}`: {RULES[id].promise}" for id, number in numbers.items())
    head = f"| client | language | {' | '.join(map(str, numbers.values()))} |\n|---|---|{'---|' * len(numbers)}"
    rows = "\n".join(
        f"| {each.name} | {each.language} | {' | '.join('✗' if id in each.fails else '·' for id in numbers)} |"
        for each in clients
    )
    faults = "\n".join(f"- **{each.name}** ({each.language}): {each.fault}" for each in clients if each.fault)
    return f"{INTRODUCTION}\n{head}\n{rows}\n\n✗ fails, · passes\n\n{legend}\n\n## Their faults\n\n{faults}\n"


def mismatch(each: Listed, found: Mapping[str, RuleResult]) -> str:
    """Return how verdicts differ from the manifest, or an empty text. *Not judged* is allowed for a broken client."""
    lines = []
    for id, result in found.items():
        wanted = "failed" if id in each.fails else "passed"
        if result.verdict != wanted and (each.is_correct or "failed" in (result.verdict, wanted)):
            sentences = [each.text for each in result.observation.played_steps] if result.observation else []
            outputs = [run.outcome.output[-1500:] for run in result.observation.runs] if result.observation else []
            lines += [
                f"{each.name}: {id} {result.verdict}, not {wanted}: {result.finding.message}",
                *sentences,
                *outputs,
            ]
    return "\n".join(lines)


@click.command()
@click.argument("names", nargs=-1)
@click.option("--examples", default=10, show_default=True)
@click.option("--seed", default=0, show_default=True)
def main(names: tuple[str, ...], examples: int, seed: int) -> None:
    """Judge the clients, all or some, and print where a verdict differs from the manifest."""
    chosen = [each for each in listed() if not names or each.name in names]
    wrong = []
    with mock_server() as server:
        environment = MockEnvironment(server, endpoints=ENDPOINTS)
        for each in chosen:
            if reason := each.missing():
                raise click.ClickException(f"{each.name}: {reason}")
            started = monotonic()
            found = {result.rule.id: result for result in results(each, environment, examples, seed)}
            at = ", ".join(f"{id} at {one.found_at}" for id, one in found.items() if one.found_at)
            click.echo(f"{each.name:<32} {monotonic() - started:5.1f} s  {at or 'passes'}")
            if difference := mismatch(each, found):
                wrong.append(difference)
                click.echo(difference)
    if not names and not wrong:
        PAGE.write_text(page(listed()), "utf-8")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
