"""Diagnostics: what to correct in a request, above all in one that failed.

Each module holds one family of mistakes. What the answer says already is not repeated.
"""

from __future__ import annotations

from centra_mock.domain.exchange import Exchange
from centra_mock.services.tenant import Tenant
from centra_mock.web.admin.advice import addressing, document, events, fields
from centra_mock.web.admin.advice.context import DiagnosisContext

_DIAGNOSES = (*document.DIAGNOSES, *addressing.DIAGNOSES, *fields.DIAGNOSES, *events.DIAGNOSES)


def advice(exchange: Exchange, tenant: Tenant) -> list[str]:
    """Return advice on an exchange: one sentence for each mistake found, in the order in which to check them."""
    if exchange.faults:
        return ["An injected fault changed this answer; remove the fault to get the real one."]
    context = DiagnosisContext(exchange, tenant)
    return [found for diagnose in _DIAGNOSES for found in diagnose(context)]
