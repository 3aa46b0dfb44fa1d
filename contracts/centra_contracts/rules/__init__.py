"""The rules: what a client promises. A file for each, whose ``RULE`` it is, in the order in which they are told."""

from __future__ import annotations

from centra_contracts.rules import done_unknown_types, drains_queue, store_before_done, upserts_by_id
from centra_contracts.rules.base import Finding as Finding
from centra_contracts.rules.base import Rule as Rule

RULES: dict[str, Rule] = {
    module.RULE.id: module.RULE for module in (drains_queue, done_unknown_types, store_before_done, upserts_by_id)
}
