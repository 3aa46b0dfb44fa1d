"""One name means one thing, and texts are plain: no class name is used twice, and no text has a literary word."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("mock_server", "contracts", "fixtures")

WORDS = re.compile(r"\b(whoever|nobody|somebody|anybody|whatever|shall|told|for ever)\b", re.IGNORECASE)
"""Words of a literary manner. Plain English has "the client", "no client", "any", "must", "reported", "always"."""

TEXTS = (tokenize.COMMENT, tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING))


def modules() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted((ROOT / folder).rglob("*.py"))


def repeated(classes: Iterator[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the class names that occur more than once, each with its files."""
    files: dict[str, list[str]] = {}
    for name, file in classes:
        files.setdefault(name, []).append(file)
    return {name: found for name, found in files.items() if len(found) > 1}


def classes_in(source: str) -> Iterator[str]:
    return (node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef))


def literary(source: str) -> Iterator[str]:
    """Yield each comment, docstring and text of a module that has one of the words, with its line."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in TEXTS and (found := WORDS.search(token.string)):
            line = token.start[0] + token.string.count("\n", 0, found.start())
            yield f"line {line}: {found[0]}"


def test_a_class_name_is_used_once() -> None:
    found = ((name, str(path.relative_to(ROOT))) for path in modules() for name in classes_in(path.read_text("utf-8")))
    assert repeated(found) == {}


def test_texts_have_no_literary_words() -> None:
    found = {str(path.relative_to(ROOT)): [*literary(path.read_text("utf-8"))] for path in modules()}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_pages_have_no_literary_words() -> None:
    pages = (ROOT / "mock_server").rglob("*.html")
    assert [str(path.relative_to(ROOT)) for path in pages if WORDS.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "source", ["# told by nobody\n", '"""Whoever\nreads."""\n', 'raise Error(f"{name} shall be")\n']
)
def test_a_literary_word_is_found(source: str) -> None:
    assert [*literary(source)] != []


def test_a_repeated_class_name_is_found() -> None:
    assert repeated(iter([("Page", "a.py"), ("Page", "b.py"), ("Rule", "a.py")])) == {"Page": ["a.py", "b.py"]}
