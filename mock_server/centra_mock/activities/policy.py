"""The policy of a tenant as an activity: how it behaves where the documentation is silent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from centra_mock.activities.declaration import Activity, Route, declare
from centra_mock.policy import Policy

_Positive = Annotated[int, Meta(ge=1, le=2**31 - 1)]
_TYPES: dict[str, Any] = {name: _Positive if type is int else type for name, type in Policy.types().items()}


def _described(name: str) -> Any:
    return Annotated[_TYPES[name], Meta(description=Policy.meanings()[name])]


if TYPE_CHECKING:

    class PolicyView(Struct):
        """The policy of a tenant."""

    class ChangePolicy(Activity[PolicyView], frozen=True):
        """Change some of the policy; the rest stays. Return the whole of it."""

        def __init__(self, **changes: Any) -> None: ...
else:
    PolicyView = msgspec.defstruct(
        "PolicyView",
        [(name, _described(name)) for name in _TYPES],
        namespace={"__doc__": "The policy of a tenant."},
        module=__name__,
    )
    ChangePolicy = declare(
        "change_policy",
        step="policy",
        route=Route("PATCH", "/policy", 200, problems=(422,)),
        sentence="The policy is changed.",
        answer=PolicyView,
    )(
        msgspec.defstruct(
            "ChangePolicy",
            [(name, _described(name) | UnsetType, UNSET) for name in _TYPES],
            bases=(Activity,),
            frozen=True,
            forbid_unknown_fields=True,
            module=__name__,
            namespace={"__doc__": "Change some of the policy; the rest stays. Return the whole of it."},
        )
    )
