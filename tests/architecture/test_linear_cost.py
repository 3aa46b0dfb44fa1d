"""Regular expressions and readers take linear time, so that a small request can't keep a server busy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("mock_server/centra_mock", "contracts/centra_contracts", "fixtures/centra_fixtures")
SECONDS = 120
"""The limit of CPU seconds for the measuring process; it needs a tenth."""


def measured(root: Path, *packages: str, seconds: int = SECONDS) -> list[str]:
    """Measure the packages below a folder in another process, and return its findings."""
    command = [sys.executable, "-m", "support.linear_cost", str(seconds), str(root), *packages]
    run = subprocess.run(command, cwd=ROOT / "tests", capture_output=True, text=True)
    lines = run.stdout.splitlines()
    found = [line.removeprefix("BAD ") for line in lines if line.startswith("BAD ")]
    if not lines or lines[-1] != "END":
        assert lines, run.stderr
        found.append(f"{lines[-1].removeprefix('NOW ')}: did not end within {seconds} s of CPU")
    return found


def test_every_pattern_and_every_reader_is_linear() -> None:
    assert measured(ROOT, *PACKAGES) == []


BAD = {
    "searched_for_blanks": r"""_A = re.compile("\s*<b").sub("", "a")""",
    "tags_that_never_end": r"""_A = re.compile(b"<a[^>]*>"); _A.search(b"a")""",
    "two_of_anything": r"""_A = re.compile("a.*b.*c"); _A.match("a")""",
    "blanks_twice": r"""_A = re.compile("a\s*\s*b"); _A.fullmatch("a")""",
    "a_word_in_a_name": r"""_A = re.compile("<[a-z]*?key[a-z]*(?![a-z:])"); _A.match("a")""",
    "matched_at_every_place": r"""_A = re.compile("a*b"); [_A.match("aab", each) for each in range(3)]""",
    "in_a_function": r"""_a = lambda text: re.search("x.*y", text)""",
    "in_a_loop": r"""[re.compile(each) for each in ("a.*b", "ab")]""",
    "of_a_schema": r"""_A = msgspec.Meta(pattern="^.*a.*b$")""",
    "put_together": r"""_a = lambda word: re.compile(f"<{word}>")""",
    "by_another_name": r"""from re import search; search("a", "a")""",
    "handed_on": r"""_A = re.compile("a*b"); _B = {"a": _A}""",
    "public": r"""A = re.compile("a*b"); A.match("a")""",
    "public_elsewhere": r"""from bad.public import A; A.search("a")""",
    "cut_from_the_front": r"""
def a(text: str) -> None:
    while text:
        text = text[1:]
""",
    "much_for_each_byte": r"""
def a(data: bytes, charset: str | None) -> None:
    for _ in data:
        list(range(20_000))
""",
}
"""Modules with non-linear code. A finding about ``public_elsewhere`` is reported for ``public``."""

GOOD = {
    "matched": r"""_A = re.compile("[a-z]*1"); _A.match("a1")""",
    "bounded": r"""_A = re.compile("<a[^<>]*>|x{0,9}y"); _A.sub("", "a")""",
    "read_once": r"""
def a(text: str, kinds: frozenset[str], random: Random | None) -> list[str]:
    return text.split()
""",
}


def package(folder: Path, sources: dict[str, str]) -> None:
    (folder / "bad").mkdir()
    for name, source in sources.items():
        text = f"from __future__ import annotations\nimport re, msgspec\nfrom random import Random\n{source}\n"
        (folder / "bad" / f"{name}.py").write_text(text)


def test_non_linear_code_is_found(tmp_path: Path) -> None:
    package(tmp_path, BAD | GOOD)
    found = {line.partition(".py:")[0].removeprefix("bad/") for line in measured(tmp_path, "bad")}
    assert found == BAD.keys() - {"public_elsewhere"}


@pytest.mark.parametrize("pattern", ["(?:a+)+b", "(?:a|a)*b"])
def test_code_that_does_not_end_is_found(tmp_path: Path, pattern: str) -> None:
    package(tmp_path, {"endless": f'_A = re.compile("{pattern}"); _A.match("a")'})
    assert "bad/endless.py:4: did not end" in measured(tmp_path, "bad", seconds=3)[-1]
