"""Accounts: at least one buyer (documented)."""

from __future__ import annotations

from centra_mock.domain.rules.base import TypeRule, Upsert
from centra_mock.error_codes import Code
from centra_mock.errors import Refused


def _has_buyer(upsert: Upsert) -> None:
    if upsert.tree.find("buyers/buyer") is None:
        raise Refused(
            Code.ACCOUNT_WITHOUT_BUYER, "an account has at least one buyer; send buyers/buyer with an id", "buyers"
        )


RULE = TypeRule(after_merge=_has_buyer)
