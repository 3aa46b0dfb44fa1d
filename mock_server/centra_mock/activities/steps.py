"""Activities as steps of scenes and scenarios: one language for both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol, TypeAlias, TypeVar

import msgspec
from msgspec import NODEFAULT, Struct

from centra_mock import activities  # noqa: F401 (declares all of them)
from centra_mock.activities.declaration import ACTIVITIES, Activity, Declaration
from centra_mock.error_codes import Code
from centra_mock.errors import FileError

Reference: TypeAlias = int | str | None
"""An order or a shipment: by its id, as the n-th of this file, or the last."""

Found = TypeVar("Found")

REFERENCES = ("order", "shipment")
"""Fields of activities that a step may leave out or give as a number."""


class Step(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One step of a file. ``name`` is what it is called there."""

    name: ClassVar[str]


class References(Protocol):
    """What the references of a file lead to, as far as it was played."""

    def order(self, reference: Reference) -> str:
        """Return the id of an order. Raises ``FileError`` where there is none."""

    def shipment(self, order: str, reference: Reference) -> str:
        """Return the id of a shipment of an order. Raises ``FileError`` where there is none."""


def nth(found: Sequence[Found], number: int | None, field: str, owner: str = "there are") -> Found:
    """Return the n-th of the orders or shipments that there are before a step, or the last one.

    Raises ``FileError`` where there are fewer; ``owner`` begins the clause that says how many there are.
    """
    if not found or (number is not None and number > len(found)):
        wanted = "the last" if number is None else number
        detail = f"{wanted}: {owner} {len(found)} {field}s before this step"
        raise FileError(Code.NOTHING_BEFORE_STEP, detail, field)
    return found[-1 if number is None else number - 1]


class ActivityStep(Step, frozen=True):
    """A step that performs an activity."""

    declaration: ClassVar[Declaration]

    def activity(self, references: References) -> Activity[Any]:
        """Return the activity that the step means now."""
        values = {name: getattr(self, name) for name in self.declaration.fields}
        if "order" in values:
            values["order"] = references.order(values["order"])
        if "shipment" in values and (
            self.declaration.fields["shipment"].is_required or isinstance(values["shipment"], int)
        ):
            values["shipment"] = references.shipment(values["order"], values["shipment"])
        return self.declaration.activity(**values)

    @property
    def given(self) -> dict[str, Any]:
        """Return the fields that are not as they are by default."""
        defaults = {each.name: each.default for each in msgspec.structs.fields(self)}
        values = {name: getattr(self, name) for name in self.__struct_fields__}
        return {name: value for name, value in values.items() if value != defaults[name] and value != {}}

    @property
    def sentence(self) -> str:
        """Return the sentence for the step in a history."""
        given, declaration = self.given, self.declaration
        order = _order_in_words(given.get("order"))
        words = {name: _word(getattr(self, name)) for name in self.__struct_fields__} | {"order": order}
        many = declaration.plural and given.get("count", 1) > 1
        sentence = (declaration.plural if many else declaration.sentence).format(**words)
        named = {
            "order",
            *declaration.xml_fields,
            *(name for name in given if f"{{{name}" in declaration.sentence + declaration.plural),
        }
        more = [
            f"{name} {shortened(str(value))}" for name, value in given.items() if name not in named and _is_short(value)
        ]
        end = f" ({', '.join(more)})" if more else ""
        return f"{sentence[0].upper()}{sentence[1:-1]}{end}."


def _word(value: Any) -> Any:
    """Return a value for a sentence, which may say how a number is written. An id that is not given is new."""
    if value is None:
        return "(new)"
    return value if isinstance(value, int | float) else shortened(str(value))


def _is_short(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _order_in_words(order: Reference) -> str:
    if order is None:
        return "the last order"
    return f"order {order}" if isinstance(order, int) else f"order {shortened(order)}"


def shortened(text: str) -> str:
    """Return a text as people read it in a sentence: long ones are cut."""
    return text if len(text) <= 40 else f"{text[:30]}… ({len(text)} characters)"


def _step_type(declaration: Declaration) -> type[ActivityStep]:
    fields: list[Any] = []
    for name, field in declaration.fields.items():
        if name in REFERENCES:
            fields.append((name, Reference, None))
        elif field.default_factory is not NODEFAULT:
            fields.append((name, field.type, msgspec.field(default_factory=field.default_factory)))
        elif field.default is not NODEFAULT:
            fields.append((name, field.type, field.default))
        else:
            fields.append((name, field.type))
    return msgspec.defstruct(  # type: ignore[return-value]
        declaration.activity.__name__,
        fields,
        bases=(ActivityStep,),
        kw_only=True,
        frozen=True,
        forbid_unknown_fields=True,
        omit_defaults=True,
        module=__name__,
        namespace={
            "__doc__": declaration.summary + ".",
            "name": declaration.step,
            "declaration": declaration,
        },
    )


STEPS: Mapping[str, type[ActivityStep]] = {
    declaration.step: _step_type(declaration) for declaration in ACTIVITIES.values() if declaration.step is not None
}
"""The steps that perform activities, by name."""


def step(name: str, **values: Any) -> ActivityStep:
    """Return a step that performs an activity. Raises ``msgspec.ValidationError`` for values that it can't have."""
    return msgspec.convert(values, STEPS[name])
