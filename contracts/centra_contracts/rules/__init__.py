"""The rules: what a client promises. A file for each, whose ``RULE`` it is, in the order in which they are told."""

from __future__ import annotations

from centra_contracts.rules import (
    accepts_notices,
    bounded_polling,
    done_is_repeatable,
    done_only_delivered,
    done_unknown_types,
    drains_queue,
    heeds_failure,
    ignores_bundles,
    keeps_other_fields,
    respects_markets,
    retries_faults,
    sends_login,
    store_before_done,
    survives_restart,
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
        survives_restart,
        upserts_by_id,
        tolerates_added_fields,
        tolerates_equal_xml,
        keeps_other_fields,
        heeds_failure,
        accepts_notices,
        retries_faults,
        done_is_repeatable,
        uses_converted_ids,
        respects_markets,
        sends_login,
        well_formed_requests,
        bounded_polling,
        ignores_bundles,
    )
}
