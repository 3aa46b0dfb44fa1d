"""Accounts: at least one buyer (documented)."""

from __future__ import annotations

from centra_mock.domain.rules.base import Rule, Upsert
from centra_mock.errors import Refused


def _has_buyer(upsert: Upsert) -> None:
    if upsert.tree.find("buyers/buyer") is None:
        raise Refused("buyers: an account has at least one buyer; send buyers/buyer with an id")


RULE = Rule(after_merge=_has_buyer)
