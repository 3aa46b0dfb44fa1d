"""The YAML reader: values are read as they are written, and an error is one line with file and position."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from centra_mock.errors import FileError
from centra_mock.plain_numbers import number_of
from centra_mock.yaml_reader import DEEPEST, MOST_REPEATED, Number, read_file, read_values
from support.profile import steady

SCALARS = {
    "0042": ("0042", "0042"),
    "10.50": ("10.50", 10.5),
    "3": ("3", 3),
    "-3": ("-3", -3),
    "'3'": ("3", "3"),
    "1e5": ("1e5", "1e5"),
    "0x10": ("0x10", "0x10"),
    "1_000": ("1_000", "1_000"),
    ".inf": (".inf", ".inf"),
    "9" * 5000: ("9" * 5000, "9" * 5000),
    "no": ("no", "no"),
    "true": (True, True),
    "'true'": ("true", "true"),
    "~": (None, None),
    "''": ("", ""),
    "2026-01-31": ("2026-01-31", "2026-01-31"),
    "12:30:45": ("12:30:45", "12:30:45"),
    "<a/>": ("<a/>", "<a/>"),
}


@pytest.mark.parametrize("written", SCALARS, ids=lambda written: written[:20])
def test_a_scalar_is_read_as_written(written: str) -> None:
    text, number = SCALARS[written]
    assert read_values(f"- {written}", "f.yaml") == [text]
    assert read_values(f"- {written}", "f.yaml", number=number_of) == [number]


def test_json_numbers_are_read_like_yaml_numbers() -> None:
    assert read_values("[1.50, 3, 1e5, 12345678901234567890]", "f.json", number=number_of) == [
        1.5,
        3,
        "1e5",
        "12345678901234567890",
    ]
    assert read_values("[1.50, 3]", "F.JSON") == ["1.50", "3"]


def test_aliases_and_merged_mappings_are_read() -> None:
    text = "a: &a {k: 1, l: 2}\nb: {<<: *a, l: 3}\nc: {l: 3, <<: [*a, {k: 4, m: 5}]}\nd: *a\n"
    assert read_values(text, "f", number=number_of) == {
        "a": {"k": 1, "l": 2},
        "b": {"k": 1, "l": 3},
        "c": {"k": 1, "l": 3, "m": 5},
        "d": {"k": 1, "l": 2},
    }


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "\ufeff"])
def test_a_file_without_values_is_none(text: str) -> None:
    assert read_values(text, "f.yaml") is None


BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
LADDER = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [[*a{n - 1}]]\n" for n in range(1, 60))

MISTAKES = {
    "recursive list": ("&a [*a]", "line 1, column 5: ", "*a"),
    "recursive mapping": ("a: &a\n  b: *a", "line 2, column 6: ", "*a"),
    "recursive merge": ("&a {<<: *a}", "line 1, column 9: ", "*a"),
    "unknown alias": ("[*b]", "line 1, column 2: ", "&b"),
    "int tag": ("- !!int x", "line 1, column 3: ", "tag"),
    "float tag": ("- !!float x", "line 1, column 3: ", "tag"),
    "timestamp tag": ("- !!timestamp x", "line 1, column 3: ", "tag"),
    "binary tag": ("- !!binary x", "line 1, column 3: ", "tag"),
    "own tag": ("- !x y", "line 1, column 3: ", "tag"),
    "python tag": ("- !!python/object/apply:os.system [ls]", "line 1, column 3: ", "tag"),
    "tag of a key": ("!!int x: y", "line 1, column 1: ", "name of a field"),
    "nested lists": ("[" * 5000, f"line 1, column {DEEPEST + 1}: ", "nested"),
    "nested mappings": ("{a: " * 5000, "line 1, ", "nested"),
    "nested blocks": ("- " * 5000, "line 1, ", "nested"),
    "nested by aliases": (LADDER, "line 3", "nested"),
    "many by aliases": (BOMB, "line 1", str(MOST_REPEATED)),
    "repeated key": ("a: 1\nb: 2\na: 3", "line 3, column 1: ", "a: stands twice"),
    "list as a key": ("[a]: 1", "line 1, column 1: ", "name of a field"),
    "merged text": ("<<: a", "line 1, column 5: ", "<<"),
    "second document": ("--- a\n--- b", "line 2, column 1: ", "document"),
    "half a character": ('a: "\\ud800"', "line 1, column 4: ", "surrogate"),
    "control character": ("a: \x01", "", "not YAML: "),
    "open list": ("a: [", "line 1, column 5: ", "not YAML: "),
    "tab": ("a:\n\t- b", "line 2, column 1: ", "not YAML: "),
    "version": ("%YAML 9.9\n--- x", "line 1, column 1: ", "not YAML: "),
}


@pytest.mark.parametrize(("text", "place", "what"), MISTAKES.values(), ids=MISTAKES)
@pytest.mark.parametrize("number", [number_of, str], ids=["numbers", "texts"])
def test_an_error_in_yaml_is_one_line_with_its_position(text: str, place: str, what: str, number: Number) -> None:
    assert what in mistake(text, "f.yaml", f"f.yaml: {place}", number)


JSON_MISTAKES = {
    "nothing": ("", "line 1, column 1: ", "not JSON: "),
    "breaks off": ('{"a":\n [', "line 2, column 3: ", "not JSON: "),
    "nested": ("[" * 100_000, "", "nested"),
    "nested and closed": ("[" * 65 + "]" * 65, "", "nested"),
    "not a number": ("[NaN]", "", "NaN"),
    "infinite": ("[-Infinity]", "", "-Infinity"),
    "repeated key": ('{"a": 1, "a": 2}', "", "a: stands twice"),
    "half a character": ('["\\ud800"]', "", "surrogate"),
    "half a character in a key": ('{"\\ud800": 1}', "", "surrogate"),
}


@pytest.mark.parametrize(("text", "place", "what"), JSON_MISTAKES.values(), ids=JSON_MISTAKES)
def test_an_error_in_json_is_one_line_with_its_position(text: str, place: str, what: str) -> None:
    assert what in mistake(text, "f.json", f"f.json: {place}", number=number_of)


def refusal(text: str, name: str, number: Number = str) -> str:
    """Return the error message of a text, or ``None``."""
    try:
        read_values(text, name, number=number)
    except FileError as error:
        return str(error)
    return ""


def mistake(text: str, name: str, place: str, number: Number) -> str:
    """Return the error message of a text after checking its position."""
    said = refusal(text, name, number)
    assert said.startswith(place)
    assert len(said.splitlines()) == 1
    return said


def test_the_deepest_nesting_is_read() -> None:
    for name in ("f.yaml", "f.json"):
        found = read_values("[" * DEEPEST + "]" * DEEPEST, name)
        for _ in range(DEEPEST - 1):
            (found,) = found
        assert found == []


@pytest.mark.parametrize("name", ["f.yaml", "f.json"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileError, match=f"^{name}: cannot be read: No such file"):
        read_file(tmp_path / name, name)
    (tmp_path / name).write_bytes(b"\xff")
    with pytest.raises(FileError, match=f"^{name}: not UTF-8"):
        read_file(tmp_path / name, name)
    (tmp_path / name).write_bytes(b"\xef\xbb\xbf[]")
    assert read_file(tmp_path / name, name) == []


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.text(st.characters(exclude_categories=("Cs", "Cc"))),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc <*&!", max_size=4), inner, max_size=4),
    max_leaves=20,
)


@given(plain)
@steady
def test_dumped_values_are_read_back(values: Any) -> None:
    assert read_values(yaml.safe_dump(values, allow_unicode=True), "f.yaml", number=number_of) == values
    assert read_values(json.dumps(values), "f.json", number=number_of) == values


@given(st.text("-:[]{}*&!<#|>?@%'\" \n\tab1~,"))
@steady
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    assert len(refusal(text, "f.yaml").splitlines()) <= 1
