"""The rules: what a client promises. A file for each, whose ``RULE`` it is, in the order in which they are told."""

from __future__ import annotations

from centra_contracts.rules import (
    done_only_delivered,
    done_unknown_types,
    drains_queue,
    ignores_bundles,
    keeps_other_fields,
    respects_markets,
    store_before_done,
    tolerates_added_fields,
    tolerates_equal_xml,
    upserts_by_id,
    uses_converted_ids,
    well_formed_requests,
)
from centra_contracts.rules.base import Finding as Finding
from centra_contracts.rules.base import Rule as Rule

RULES: dict[str, Rule] = {
    module.RULE.id: module.RULE
    for module in (
        drains_queue,
        done_unknown_types,
        done_only_delivered,
        store_before_done,
        upserts_by_id,
        tolerates_added_fields,
        tolerates_equal_xml,
        keeps_other_fields,
        uses_converted_ids,
        respects_markets,
        well_formed_requests,
        ignores_bundles,
    )
}
