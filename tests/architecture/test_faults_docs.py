"""docs/faults.md names all kinds and settings, and no others."""

from __future__ import annotations

import re
from pathlib import Path

from centra_mock.activities.faults import KINDS
from centra_mock.activities.mutation import ADDED, EQUAL, OPTIONAL, OPTIONAL_ADDED

GUIDE = (Path(__file__).parents[2] / "docs" / "faults.md").read_text("utf-8")


def rows(heading: str) -> dict[str, list[str]]:
    """Return the rows of the table with a heading: first cell -> other cells."""
    table = GUIDE.partition(f"| {heading} |")[2].partition("\n\n")[0]
    lines = (re.split(r"\s*\|\s*", line.removeprefix("| ").removesuffix(" |")) for line in table.splitlines()[2:])
    return {cells[0].strip("`"): cells[1:] for cells in lines}


def test_every_kind_of_fault_is_documented() -> None:
    documented = rows("kind")
    assert list(documented) == list(KINDS)
    for name, kind in KINDS.items():
        when, settings, meaning = documented[name]
        assert when == ", ".join(kind.when), name
        assert set(re.findall(r"`(\w+)`", settings)) == set(kind.settings), name
        for default in kind.settings.values():
            if isinstance(default, int | float | str):
                assert str(default) in settings, name
        assert meaning.startswith(kind.meaning), name


def test_every_kind_of_mutation_is_documented() -> None:
    for heading, usual, optional in (("`added`", ADDED, OPTIONAL_ADDED), ("`equal`", EQUAL, OPTIONAL)):
        documented = rows(heading)
        assert list(documented) == [*usual, *optional]
        assert {name for name, (meaning,) in documented.items() if "(optional)" in meaning} == set(optional)
        for name, meaning in {**usual, **optional}.items():
            assert documented[name][0].startswith(meaning), name
