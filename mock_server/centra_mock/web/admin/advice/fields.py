"""Elements that the grammar does not have where they stand, though it may have them elsewhere or by another name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from centra_mock.domain.validate import UnknownElement, unknown_elements
from centra_mock.web.admin.advice.context import Diagnosis, DiagnosisContext
from centra_mock.wire.endpoints import LOGIN
from centra_mock.wire.grammar import GRAMMAR, Field
from centra_mock.wire.operations import Operation

_MOST = 5
"""Unknown elements that are reported, at most."""
_PLACES = 3
_NAMES = 12
"""Fields of a part that are listed if no name is similar, at most."""


def _strays(context: DiagnosisContext) -> Iterator[str]:
    if context.operation is None or context.request is None:
        return
    root = _asked(context.operation)
    # The same stray in a thousand objects is one mistake.
    found = dict.fromkeys(unknown_elements(context.request, root))
    yield from islice((told for stray in found if (told := _told(stray, root, context))), _MOST)
    if any(_is_kept(stray, context.operation) for stray in found):
        yield "A field that is not known is kept as it was sent."


def _asked(operation: Operation) -> Field:
    """Return the operation's element, with its login if it has one."""
    obj = operation.object
    fields = (Field(obj.plural, fields=(obj.field,)),) if obj else GRAMMAR.messages[operation.request].fields
    return Field(operation.request, fields=(GRAMMAR.messages[LOGIN], *fields))


def _told(stray: UnknownElement, root: Field, context: DiagnosisContext) -> str | None:
    where = "/".join(stray.path) or root.name
    right = _foreign(stray, where, context) or _elsewhere(stray, where, root) or _misspelt(stray, where)
    if right is None and _is_kept(stray, context.operation):
        names = [each.name for each in stray.within.fields]
        end = ", …" if len(names) > _NAMES else "."
        return f"<{stray.name}> is no field of {where}, which has {', '.join(names[:_NAMES])}{end}"
    return right


def _is_kept(stray: UnknownElement, operation: Operation | None) -> bool:
    """Return whether an element is within an object."""
    return operation is not None and operation.object is not None and len(stray.path) > 1


def _foreign(stray: UnknownElement, where: str, context: DiagnosisContext) -> str | None:
    name = etree.QName(stray.name)
    if name.namespace is None or name.localname not in stray.within.by_name:
        return None
    return f'<{name.localname}> in {where} is of xmlns="{name.namespace}"; write it in "{context.endpoint.namespace}".'


def _elsewhere(stray: UnknownElement, where: str, root: Field) -> str | None:
    below = list(islice(_places(stray.name, stray.within), _PLACES))
    if below:
        written = " or ".join(_nested(place) for place in below)
        return f"In {where} write {written}, not <{stray.name}> alone."
    around = ["/".join(place[:-1]) for place in islice(_places(stray.name, root), _PLACES)]
    return f"<{stray.name}> has its place in {' or '.join(around)}, not in {where}." if around else None


def _misspelt(stray: UnknownElement, where: str) -> str | None:
    return f"In {where} it is <{stray.meant}>, not <{stray.name}>." if stray.meant else None


def _places(name: str, field: Field, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the paths below a field that lead to a field of this name, as tuples of names."""
    for sub in field.fields:
        if sub.name == name:
            yield (*path, name)
        yield from _places(name, sub, (*path, sub.name))


def _nested(place: tuple[str, ...]) -> str:
    """Return the names as nested elements: ``<a><b>…</b></a>``."""
    return "".join(f"<{name}>" for name in place) + "…" + "".join(f"</{name}>" for name in reversed(place))


DIAGNOSES: tuple[Diagnosis, ...] = (_strays,)
