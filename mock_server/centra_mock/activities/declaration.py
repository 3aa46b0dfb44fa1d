"""What an activity is: something that can happen in a Centra, declared once for every channel that offers it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from string import Formatter
from types import UnionType
from typing import Any, ClassVar, Generic, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import NODEFAULT, Meta, Struct

from centra_mock.activities.values import FIELDS_OF, IS_TYPE, IS_XML
from centra_mock.error_codes import Code
from centra_mock.errors import Refused

Result = TypeVar("Result", covariant=True)
AnyActivity = TypeVar("AnyActivity", bound="type[Activity[Any]]")


class Activity(Struct, Generic[Result], frozen=True, forbid_unknown_fields=True):
    """The parameters of one activity; ``Result`` is the type that performing it returns.

    Ids are the client's. Performing an activity is one transaction: it raises ``Refused`` and changes nothing, or its
    data and events are stored.
    """

    declaration: ClassVar[Declaration]


@dataclass(frozen=True)
class Route:
    """Where the control API offers an activity, below ``/_mock/{ams}``."""

    method: Literal["POST", "PUT", "PATCH", "DELETE"]
    path: str
    """Its ``{names}`` are fields of the activity."""
    status: int = 204
    query: tuple[str, ...] = ()
    """Fields that are sent in the query. All others are in the body."""
    problems: tuple[int, ...] = (404, 422)
    unnamed: str = ""
    """The path for ``POST`` without the thing's own id, where the mock may choose that."""

    @property
    def path_fields(self) -> tuple[str, ...]:
        """Return the fields that stand in the path."""
        return tuple(name for _, name, _, _ in Formatter().parse(self.path) if name)


@dataclass(frozen=True)
class Command:
    """How the command line offers an activity: ``centra-mock <noun> <verb>``."""

    noun: str
    verb: str
    example: str
    done: str
    """What is printed afterwards, with fields of the activity and of the answer in braces.

    ``{some}`` is the amount that is given, or ``some of `` where quantities are, and ``of``.
    """
    many: str = ""
    """The same where ``count`` is above 1."""
    unchanged: str = ""
    """What is printed where the result is false."""
    batch: int = 0
    """How many are made with one call, for an activity with a ``count``."""
    progress: str = ""
    """What is shown on a terminal while many are made."""


@dataclass(frozen=True)
class ActivityField:
    """A field of an activity, with what its annotations say."""

    name: str
    type: Any
    """Its type, with the annotations."""
    default: Any
    """``NODEFAULT`` where it is required, or has a factory."""
    default_factory: Any
    plain_type: Any
    """The type behind annotations and ``None``: of an amount ``Decimal``."""
    meaning: str
    smallest: int
    largest: int | None
    notes: Mapping[str, Any]
    """What else is noted: ``FIELDS_OF``, ``IS_XML``, ``IS_TYPE``."""

    @classmethod
    def read(cls, info: msgspec.structs.FieldInfo, hint: Any) -> ActivityField:
        """Read the annotations of a field's type."""
        metas = list(_metas(hint))
        limits = next((meta for meta in metas if meta.ge is not None), Meta(ge=0))
        return cls(
            info.name,
            hint,
            info.default,
            info.default_factory,
            plain_type=_plain_type(hint),
            meaning=next((meta.description for meta in metas if meta.description), ""),
            smallest=int(limits.ge or 0),
            largest=None if limits.le is None else int(limits.le),
            notes={name: value for meta in reversed(metas) for name, value in (meta.extra or {}).items()},
        )

    @property
    def is_required(self) -> bool:
        """Return whether it has no default."""
        return self.default is NODEFAULT and self.default_factory is NODEFAULT


def _metas(hint: Any) -> Iterator[Meta]:
    """Yield the annotations of a type, then those of the types within it."""
    yield from (meta for meta in getattr(hint, "__metadata__", ()) if isinstance(meta, Meta))
    for each in get_args(hint):
        yield from _metas(each)


def _plain_type(hint: Any) -> Any:
    if hasattr(hint, "__metadata__"):
        return _plain_type(hint.__origin__)
    options = [each for each in get_args(hint) if each is not type(None)]
    if Decimal in options:
        return Decimal
    return _plain_type(options[0]) if get_origin(hint) in (Union, UnionType) else hint


@dataclass(frozen=True)
class Declaration:
    """How the channels offer an activity."""

    activity: type[Activity[Any]]
    method: str
    """The method that offers it in Python, if it is one of the shop's verbs; the control API's operation id."""
    route: Route
    step: str | None
    """Its name in scenes and scenarios; ``None`` where another activity has that step."""
    sentence: str
    """The sentence for it in a history, with fields in braces; ``{order}`` is replaced by words for the order."""
    plural: str
    """The same where ``count`` is above 1."""
    command: Command | None
    """``None`` where the command line has a command of its own for it."""
    answer: type[Struct] | None
    """The control API's answer: the result, and fields of the activity by the same names."""
    fields: Mapping[str, ActivityField] = field(init=False)

    def __post_init__(self) -> None:
        hints = get_type_hints(self.activity, include_extras=True)
        infos = msgspec.structs.fields(self.activity)
        fields = {info.name: ActivityField.read(info, hints[info.name]) for info in infos}
        object.__setattr__(self, "fields", fields)

    @property
    def object_fields(self) -> dict[str, str]:
        """Return the fields that hold fields of objects, and the path of their structure in the grammar."""
        return {name: each.notes[FIELDS_OF] for name, each in self.fields.items() if FIELDS_OF in each.notes}

    @property
    def xml_fields(self) -> list[str]:
        """Return the fields that hold XML."""
        return [name for name, each in self.fields.items() if IS_XML in each.notes]

    @property
    def type_fields(self) -> list[str]:
        """Return the fields that name a type of object."""
        return [name for name, each in self.fields.items() if IS_TYPE in each.notes]

    @property
    def summary(self) -> str:
        """Return the first line of the activity's documentation, without the full stop."""
        return (self.activity.__doc__ or "").strip().partition("\n")[0].rstrip(".")

    @property
    def path_fields(self) -> tuple[str, ...]:
        """Return the fields that stand in the route's path."""
        return self.route.path_fields

    @property
    def routes(self) -> tuple[Route, ...]:
        """Return the route, and that without an id, where there is one."""
        if not self.route.unnamed:
            return (self.route,)
        return (self.route, replace(self.route, method="POST", path=self.route.unnamed, status=201, unnamed=""))

    def route_for(self, values: Mapping[str, object]) -> Route:
        """Return the route for values. Raises ``Refused`` where one is missing that stands in its path."""
        for route in self.routes:
            missing = [name for name in route.path_fields if values.get(name) is None]
            if not missing:
                return route
        raise Refused(Code.MISSING_FIELD, "is missing; it is required", missing[0])

    @property
    def body_fields(self) -> tuple[str, ...]:
        """Return the fields that a request has in its body."""
        return tuple(name for name in self.fields if name not in (*self.path_fields, *self.route.query))

    def answered(self, activity: Activity[Any], result: Any) -> Struct | None:
        """Return the control API's answer for a result."""
        if self.answer is None or isinstance(result, self.answer):
            return result if self.answer else None
        own = self._result_name(self.answer)
        names = self.answer.__struct_fields__
        return self.answer(**{name: result if name == own else getattr(activity, name) for name in names})

    def result(self, answer: Struct | None) -> Any:
        """Return the result that an answer of the control API holds: the way back from ``answered``."""
        bases = vars(self.activity).get("__orig_bases__")
        if answer is None or bases is None or (self.answer,) in map(get_args, bases):
            return answer
        return getattr(answer, self._result_name(type(answer)))

    def _result_name(self, answer: type[Struct]) -> str:
        """Return the field of the answer that holds the result; it may have the name of a field of the activity."""
        names = answer.__struct_fields__
        (name,) = [name for name in names if name not in self.fields] or names
        return name


ACTIVITIES: dict[str, Declaration] = {}
"""Every activity that the channels offer, by the name of its method."""


def declare(
    method: str,
    *,
    route: Route,
    sentence: str,
    plural: str = "",
    step: str | None = None,
    command: Command | None = None,
    answer: type[Struct] | None = None,
) -> Callable[[AnyActivity], AnyActivity]:
    """Declare how a class of activities is offered; see ``Declaration`` for the parameters."""

    def declared(activity: AnyActivity) -> AnyActivity:
        activity.declaration = Declaration(activity, method, route, step, sentence, plural, command, answer)
        ACTIVITIES[method] = activity.declaration
        return activity

    return declared
