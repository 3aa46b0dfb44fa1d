"""Each error has a declared code, each code is used, and docs/errors.md is current."""

from __future__ import annotations

import ast

import pytest

from centra_mock.error_codes import Code
from support.error_docs import PAGE, Site, document, sites, used

_VARIABLES = ("code", "_code")
"""The names of variables and attributes that hold a code, as in ``error.code``."""


def has_code(site: Site) -> bool:
    """Return whether a call has a code; one that is written out must be declared."""
    if site.codes:
        return set(site.codes) <= set(Code.__members__)
    given = (ast.unparse(each.func if isinstance(each, ast.Call) else each) for each in site.call.args)
    return any(name.rpartition(".")[2] in _VARIABLES for name in given)


def test_every_error_has_a_declared_code() -> None:
    fixed = ("Unreachable", "InternalError", "DatabaseFailed")  # classes whose code is always the same
    made = [site for site in sites() if site.is_error and (site.maker not in fixed or site.codes)]
    assert len(made) > 200
    assert [site.place for site in made if not has_code(site)] == []


def test_every_code_is_in_use() -> None:
    assert set(Code.__members__) - used() == set()


@pytest.mark.parametrize("code", Code)
def test_a_code_is_a_name_with_a_cause_and_a_remedy(code: Code) -> None:
    assert code == code.name.lower()
    for sentence in (code.cause, code.remedy):
        assert sentence[0].isupper() or sentence[0] == "`"
        assert sentence.endswith(".")
        assert "|" not in sentence


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == document(), "write it with: make docs"


@pytest.mark.parametrize("code", Code)
def test_the_page_says_where_a_code_appears(code: Code) -> None:
    where = document().partition(f"\n| `{code}` | ")[2].partition(" |")[0]
    assert where
