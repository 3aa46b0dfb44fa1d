"""Cells of an exported table are texts to a spreadsheet, never formulas."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from centra_mock.web.exports import csv_lines


def exported(text: str) -> str:
    """Return a text as it stands in an exported table."""
    table = b"".join(csv_lines(["text"], [{"text": text}])).decode()
    return list(csv.reader(StringIO(table, newline="")))[1][0]


@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
@pytest.mark.parametrize("before", ["", " ", "  \t", "\n", "\r\n", "\u00a0", "\u3000", "\u200b", "\ufeff", "\0"])
def test_a_formula_is_guarded(before: str, sign: str) -> None:
    text = f'{before}{sign}HYPERLINK("https://example.com")'
    assert exported(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=b", "12", "Ærø", "'=1", "（=1"])
def test_other_texts_are_as_they_are(text: str) -> None:
    assert exported(text) == text
