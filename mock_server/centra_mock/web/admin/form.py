"""An object as a form, one part at a time. The fields come from the grammar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from centra_mock.domain.merge import insert
from centra_mock.domain.paths import (
    ObjectPath,
    PathStep,
    element_at,
    fields_at,
    keys_at,
    path_step,
    value_at,
    write_path,
)
from centra_mock.domain.validate import check_text, label
from centra_mock.error_codes import Code
from centra_mock.errors import Conflict, NotFound, Refused
from centra_mock.scalars import FALSE, NO, TRUE, YES
from centra_mock.wire.grammar import OBJECTS, Field
from centra_mock.wire.tree import Element, element

TITLES = ("description", "name", "email", "status", "key")
"""The fields that serve as the title of an object or a part in a list, the best first."""

CHOICES = {"boolean": (TRUE, FALSE), "flag": (YES, NO)}

LONG = 80
"""Characters of a text that gets more than a line."""

NEW = "new:"
"""In front of a field's name: what is asked to stand there. Without it, what stood there when the form was shown."""


@dataclass(frozen=True)
class FormField:
    """A field with a value."""

    path: str
    """Below the part that the form is of."""
    label: str
    value: str
    kind: str
    """``text``, ``number``, ``long``, or ``fixed`` for a field of the part's key."""
    choices: tuple[str, ...] = ()
    refers: str | None = None
    """The type of the object whose id this is."""
    called: str = ""
    """What the object that it refers to is called."""


@dataclass(frozen=True)
class PartSummary:
    """One of the parts that repeat."""

    place: str
    id: str
    title: str


@dataclass(frozen=True)
class PartList:
    """A list of parts, which have forms of their own."""

    name: str
    path: str
    """Below the part that the form is of; with it, one knows a shipment's product from one that was cancelled."""
    count: int
    start: int
    found: tuple[PartSummary, ...]
    """Those of a page, from ``start`` on."""
    new: str
    """The place of one that there is not yet."""


@dataclass(frozen=True)
class ListPage:
    """Which page of which list is shown; of others it is the first."""

    list: str = ""
    start: int = 0
    size: int = 100


@dataclass
class FormSection:
    """Fields that belong together."""

    name: str
    leaves: list[FormField] = field(default_factory=list)
    lists: list[PartList] = field(default_factory=list)

    @property
    def filled(self) -> int:
        return sum(bool(leaf.value) for leaf in self.leaves)


def sections_of(node: Element | None, known: Field, place: ObjectPath, pages: ListPage) -> list[FormSection]:
    """Return the sections of a part: its own fields, then those of each group in it.

    Lists whose elements only remove others are left out: they are no fields of an object.
    """
    own = FormSection("")
    found = [own]
    fixed = ("id",) if not place else known.key if node is not None else ()
    form = _FormContext(node, place, fixed, pages)
    for each in known.fields:
        if each.removes not in known.by_name:
            _add(found, own, each, (each.name,), form)
    return [section for section in found if section.leaves or section.lists]


@dataclass(frozen=True)
class _FormContext:
    """What a form is made of."""

    node: Element | None
    place: ObjectPath
    fixed: tuple[str, ...]
    """The fields of the part's key, which cannot be edited."""
    pages: ListPage


def _add(
    found: list[FormSection], section: FormSection, known: Field, path: tuple[str, ...], form: _FormContext
) -> None:
    written = "/".join(path)
    if known.repeated:
        section.lists.append(_parts(known, path, form))
    elif known.is_leaf:
        section.leaves.append(_leaf(known, written, form))
    elif known.structure == "Reference":
        own = _leaf(known.by_name["id"], f"{written}/id", form)
        section.leaves.append(replace(own, label=known.name, called=value_at(form.node, f"{written}/description")))
    else:
        if not all(sub.repeated for sub in known.fields):
            section = FormSection(written)
            found.append(section)
        for sub in known.fields:
            _add(found, section, sub, (*path, sub.name), form)


def _leaf(known: Field, path: str, form: _FormContext) -> FormField:
    value = value_at(form.node, path)
    kind = "number" if known.value in ("int", "number") else "text"
    if "\n" in value or len(value) > LONG:
        kind = "long"
    return FormField(
        path=path,
        label=known.name,
        value=value,
        kind="fixed" if path in form.fixed else kind,
        choices=CHOICES.get(known.value, ()),
        refers=known.bears if known.bears in OBJECTS and path != "id" else None,
    )


def _parts(known: Field, path: tuple[str, ...], form: _FormContext) -> PartList:
    written = "/".join(path)
    around = (*form.place, *(PathStep(name) for name in path[:-1]))
    there = form.node.findall(written) if form.node is not None else []
    start = form.pages.start if form.pages.list == written else 0
    shown = there[start : start + form.pages.size]
    return PartList(
        name=known.name,
        path=written,
        count=len(there),
        start=start,
        found=tuple(_part(sub, known, around) for sub in shown),
        new=write_path((*around, PathStep(known.name, ()))),
    )


def _part(sub: Element, known: Field, around: ObjectPath) -> PartSummary:
    place = write_path((*around, path_step(sub, known)))
    return PartSummary(place, value_at(sub, known.key[0]), title_of(sub) or _summary(sub, known))


def title_of(tree: Element) -> str:
    """Return the title of an object or a part, empty if it has none."""
    return next((found for name in TITLES if (found := value_at(tree, name))), "")


def _summary(part: Element, known: Field) -> str:
    """Return the first fields of a part that has no title."""
    texts = (f"{sub.tag} {sub.text}" for sub in part if sub.text and not len(sub) and sub.tag not in known.key)
    return ", ".join(islice(texts, 3))


# What was sent


def is_new(place: ObjectPath) -> bool:
    """Return whether a path is that of a part to create."""
    return bool(place) and place[-1].key == ()


def nearest_form(place: ObjectPath) -> ObjectPath:
    """Return the path of the nearest part with a form of its own: a group is in the form of the part around it."""
    while place and place[-1].key is None:
        place = place[:-1]
    return place


def part_at(tree: Element, obj: Field, place: ObjectPath) -> Element | None:
    """Return the part that a form shows, ``None`` for a new one.

    Raises ``NotFound`` if the part, or the part around it, no longer exists.
    """
    new = is_new(place)
    there = nearest_form(place[:-1]) if new else place
    found = element_at(tree, obj, there)
    if found is None:
        raise NotFound(Code.UNKNOWN_PART, f"{label(tree)} has no such part", write_path(there))
    return None if new else found


def update_from_form(obj: Field, place: ObjectPath, sent: Mapping[str, str], tree: Element) -> Element | None:
    """Return the update that a form asks for: the fields that were edited, and no others; ``None`` if none was.

    ``tree`` is the current object. Raises ``Conflict`` for edited fields that have changed since the form was shown.
    """
    asked = dict(_changed(sent))
    now, last = part_at(tree, obj, place), [obj, *fields_at(obj, place)][-1]
    overtaken = []
    for path, (was, wanted) in asked.items():
        _check(last, path, wanted)
        if (meanwhile := _with_line_feeds(value_at(now, path))) not in (was, wanted):
            overtaken.append(f"{path} is {meanwhile!r} by now, and was {was!r}")
    if overtaken:
        raise Conflict(Code.CHANGED_MEANWHILE, f"{'; '.join(overtaken)} when this form was shown: nothing was saved")
    if not asked and not is_new(place):
        return None
    if is_new(place) and not any(path in asked for path in last.key):
        raise Refused(Code.MISSING_FIELD, f"a new {last.name} needs its {last.key[0]}")
    root = part = element(obj.name)
    known = obj
    for step, known in zip(place, fields_at(obj, place), strict=True):
        below = element(step.name)
        part.append(below)
        part = below
        for path, value in keys_at(known, step):
            _set(part, known, path, value)
    for path, (_, value) in asked.items():
        _set(part, known, path, value)
    if now is None and element_at(tree, obj, (*place[:-1], path_step(part, last))) is not None:
        raise Refused(Code.ID_TAKEN, f"there is a {label(part)} already")
    return root


def edited_values(sent: Mapping[str, str]) -> dict[str, str]:
    """Return the edited fields without their former values: they apply to the current object."""
    return {NEW + path: wanted for path, (_, wanted) in _changed(sent)}


def _changed(sent: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield each edited field as (path, (value when shown, new value))."""
    for name, value in sent.items():
        if name.startswith(NEW):
            path = name.removeprefix(NEW)
            was, wanted = _with_line_feeds(sent.get(path, "")), _with_line_feeds(value)
            if was != wanted:
                yield path, (was, wanted)


def _with_line_feeds(text: str) -> str:
    """Return a text with line feeds only: browsers send CR LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _check(known: Field, path: str, value: str) -> None:
    """Raise ``Refused`` for a field that there is not, and for what no field can hold."""
    for name in path.split("/"):
        if name not in known.by_name:
            raise Refused(Code.UNKNOWN_FIELD, f"{known.name} has no field {name}", path)
        known = known.by_name[name]
    check_text(value, path)


def _set(part: Element, known: Field, path: str, value: str) -> None:
    """Put a text at a path, in the grammar's order."""
    for name in path.split("/"):
        below = part.find(name)
        if below is None:
            below = element(name)
            insert(part, below, known)
        part, known = below, known.by_name[name]
    part.text = value or None
