"""Activities about how a tenant runs: its policy, the faults that are injected, mutated answers."""

from __future__ import annotations

from dataclasses import asdict, replace

import msgspec
from msgspec import UNSET

from centra_mock.activities.faults import ClearFaults, FaultsView, FaultView, RemoveFault, SetFault
from centra_mock.activities.mutation import ClearMutation, MutationView, SetMutation
from centra_mock.activities.policy import ChangePolicy, PolicyView
from centra_mock.domain.fault_schedule import FaultState
from centra_mock.domain.faults import Fault
from centra_mock.domain.mutations import Mutation
from centra_mock.services.shop.performing import performs
from centra_mock.services.shop.transaction import ShopTransaction


@performs(ChangePolicy)
def change_policy(shop: ShopTransaction, wanted: ChangePolicy) -> PolicyView:
    """Change some of the policy."""
    changes = {name: value for name, value in msgspec.structs.asdict(wanted).items() if value is not UNSET}
    shop.settings.policy = replace(shop.settings.policy, **changes)
    return msgspec.convert(asdict(shop.settings.policy), PolicyView)


@performs(SetFault)
def set_fault(shop: ShopTransaction, wanted: SetFault) -> FaultView:
    """Inject a fault into calls to come."""
    values = msgspec.structs.asdict(wanted)
    if isinstance(wanted.messages, list):
        values["messages"] = tuple(wanted.messages)
    faults = shop.settings.faults
    id = faults.add(Fault(**values))
    return next(shown(state) for state in faults.list() if state.id == id)


@performs(RemoveFault)
def remove_fault(shop: ShopTransaction, wanted: RemoveFault) -> FaultView:
    """Remove a fault. Raises ``NotFound``."""
    return shown(shop.settings.faults.remove(wanted.fault))


@performs(ClearFaults)
def clear_faults(shop: ShopTransaction, _wanted: ClearFaults) -> FaultsView:
    """Remove all faults."""
    return FaultsView([shown(state) for state in shop.settings.faults.clear()])


@performs(SetMutation)
def set_mutation(shop: ShopTransaction, wanted: SetMutation) -> MutationView:
    """Mutate answers from now on."""
    added = not wanted.equal if wanted.added is None else wanted.added
    shop.settings.mutation = Mutation(added, wanted.equal, wanted.rate, wanted.seed)
    return mutation_shown(shop.settings.mutation)


@performs(ClearMutation)
def clear_mutation(shop: ShopTransaction, _wanted: ClearMutation) -> None:
    """Answer as Centra does again."""
    shop.settings.mutation = None


def shown(state: FaultState) -> FaultView:
    """Return a fault as the channels show it."""
    fault = msgspec.convert(state.fault, SetFault, from_attributes=True)
    return FaultView(state.id, fault, state.calls, state.fired, state.never_fired, state.is_spent)


def mutation_shown(mutation: Mutation | None) -> MutationView:
    """Return a mutation as the channels show it."""
    if mutation is None:
        return MutationView(None)
    added, equal = sorted(mutation.added_kinds), sorted(mutation.equal_kinds)
    return MutationView(SetMutation(added, equal, mutation.rate, mutation.seed))
