"""The faults and the mutation of a tenant."""

from __future__ import annotations

from centra_mock.activities.faults import Faults
from centra_mock.activities.mutation import MutationShown
from centra_mock.services.shop.settings import mutation_shown, shown
from centra_mock.web.control.routes import Call, Nothing, Routes

routes = Routes()


@routes.route("GET", "/{ams}/faults", returns=Faults)
def list_faults(call: Call[Nothing, Nothing]) -> Faults:
    """The faults that are set, and how often each has fired."""
    return Faults([shown(state) for state in call.centra.faults])


@routes.route("GET", "/{ams}/mutation", returns=MutationShown)
def showmutation_shown(call: Call[Nothing, Nothing]) -> MutationShown:
    """How answers are mutated, if they are."""
    return mutation_shown(call.centra.mutation)
