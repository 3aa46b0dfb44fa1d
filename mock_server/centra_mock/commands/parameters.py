"""Arguments of the command line, converted to values of the API."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import wraps
from pathlib import Path
from typing import Any

import click

Fields = dict[str, Any]
Function = Callable[..., Any]

_LINE = re.compile(
    r"(?:(?P<product>[^:/*@]+):)?(?P<variation>[^:/*@]+)?(?:/(?P<size>[^:/*@]+))?"
    r"(?:\*(?P<quantity>[0-9]{1,9}))?(?:@(?P<price>[0-9]+(?:\.[0-9]+)?))?"
)
_ITEM = re.compile(r"(?P<id>.+?)(?:\*(?P<quantity>[0-9]{1,9}))?")
_DURATION = re.compile(r"(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9}(?:\.\d{1,9})?)s?)?", re.ASCII)
LINE_FORM = "PRODUCT:VARIATION/SIZE*QUANTITY@PRICE"


def read(name: str) -> bytes:
    """Return what a file holds; ``-`` is what is piped in. Raises ``BadParameter`` where it can't be read."""
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except (OSError, ValueError) as error:
        raise click.BadParameter(f"{name}: {getattr(error, 'strerror', None) or error}") from None


def json_object(_ctx: click.Context, _param: click.Parameter, text: str | None) -> Fields | None:
    """Return an option's JSON object, written out or in a file: ``@name``."""
    return None if text is None else _object(text)


def json_list(_ctx: click.Context, _param: click.Parameter, text: str) -> list[Any]:
    """Return a JSON list, written out or in a file: ``@name``."""
    found = _json(text)
    if not isinstance(found, list):
        raise click.BadParameter('a JSON list is expected, such as [{"id": "chair"}]')
    return found


def _json(text: str) -> Any:
    try:
        return json.loads(read(text[1:]) if text.startswith("@") else text)
    except (ValueError, RecursionError) as error:
        raise click.BadParameter(f"not JSON: {error}") from None


def _object(text: str) -> Fields:
    found = _json(text)
    if not isinstance(found, dict):
        raise click.BadParameter('a JSON object is wanted, as {"name": "value"} is')
    return found


def xml(_ctx: click.Context, _param: click.Parameter, text: str | None) -> str | None:
    """Return an option's XML, written out or in a file: ``@name``, in the encoding that it declares."""
    if text is None or not text.startswith("@"):
        return text
    data = read(text[1:])
    # Only here: most commands get along without it.
    from lxml import etree

    from centra_mock.wire.tree import parse

    try:
        return etree.tostring(parse(data), encoding="unicode")
    except etree.XMLSyntaxError as error:
        raise click.BadParameter(f"{text[1:]}: not well-formed XML: {error.msg}") from None


def money(_ctx: click.Context, _param: click.Parameter, text: str | None) -> str | None:
    """Return an amount. As a text it stays exact on its way."""
    try:
        known = text is None or Decimal(text).is_finite()
    except InvalidOperation:
        known = False
    if not known:
        raise click.BadParameter(f"{text!r} is not an amount, as 599 and 59.90 are")
    return text


def lines(_ctx: click.Context, _param: click.Parameter, texts: Iterable[str]) -> list[Fields]:
    """Order lines: ``sweater-blue/M*2@599``, or JSON for all else."""
    return [_object(text) if text.startswith(("{", "@")) and text != "@" else _line(text) for text in texts]


def _line(text: str) -> Fields:
    found = _LINE.fullmatch(text)
    if found is None or not text:
        form = f"{text!r} is not {LINE_FORM}, of which any part may be missing; an id with : / * or @ needs JSON"
        raise click.BadParameter(form)
    parts: Fields = {name: value for name, value in found.groupdict().items() if value is not None}
    return parts | {"quantity": int(parts["quantity"])} if "quantity" in parts else parts


def items(_ctx: click.Context, _param: click.Parameter, texts: Iterable[str]) -> dict[str, int] | None:
    """Return quantities by orderitem; ``None`` for all that is left."""
    quantities: dict[str, int] = {}
    for text in texts:
        found = _ITEM.fullmatch(text)
        if found is None:
            raise click.BadParameter(f"{text!r} is not ORDERITEM or ORDERITEM*QUANTITY")
        quantities[found["id"]] = quantities.get(found["id"], 0) + int(found["quantity"] or 1)
    return quantities or None


def seconds(_ctx: click.Context, _param: click.Parameter, text: str) -> float:
    """Return a time span: ``90``, ``90s``, ``5m``, ``1h30m``, ``2d``."""
    found = _DURATION.fullmatch(text)
    if found is None or not text:
        raise click.BadParameter(f"{text!r} is not a time span, as 90, 90s, 5m, 1h30m and 2d are")
    days, hours, minutes, rest = (float(part or 0) for part in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + rest


def pairs(texts: Iterable[str]) -> dict[str, str]:
    """Return ``name=value`` pairs as a dictionary."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"{text!r} is not NAME=VALUE")
        if name in found:
            raise click.BadParameter(f"{name} is given twice; lists can be given as JSON")
        found[name] = value
    return found


def named(_ctx: click.Context, _param: click.Parameter, texts: Iterable[str]) -> dict[str, str] | None:
    """Return an option's ``name=value`` pairs."""
    return pairs(texts) or None


def nested(texts: Iterable[str]) -> Fields:
    """Return fields from pairs, in which dots lead down: ``shippingaddress.city=Lund``."""
    fields: Fields = {}
    for path, value in pairs(texts).items():
        *way, last = path.split(".")
        here = fields
        for step in way:
            here = here.setdefault(step, {})
            if not isinstance(here, dict):
                raise click.BadParameter(f"{path}: {step} has a value, and can't hold {last} too")
        if not last or "" in way:
            raise click.BadParameter(f"{path!r} has a name that is empty")
        if last in here:
            raise click.BadParameter(f"{path}: {last} holds other fields, and can't have a value too")
        here[last] = value
    return fields


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> Fields:
    """Return fields over others, deeply."""
    both = dict(base)
    for name, value in over.items():
        inner = both.get(name)
        both[name] = merged(inner, value) if isinstance(inner, Mapping) and isinstance(value, Mapping) else value
    return both


def takes_fields(name: str = "field", what: str = "A field") -> Callable[[Function], Function]:
    """Return two options that become one parameter: pairs, and JSON for what pairs can't say."""
    whole = f"{name}s" if name == "field" else name

    def declare(function: Function) -> Function:
        @wraps(function)
        def gather(*own: Any, **given: Any) -> Any:
            single, base = given.pop(f"{name}_pairs"), given.pop(f"{name}_json")
            fields = merged(base or {}, single) if single or base is not None else None
            return function(*own, **given, **{whole: fields})

        pair = click.option(
            f"--{name}", f"{name}_pairs", multiple=True, metavar="NAME=VALUE",
            callback=lambda _ctx, _param, texts: nested(texts),
            help=f"{what}; dots lead down, as in {'shippingaddress.city=Lund'}. May be repeated.",
        )  # fmt: skip
        text = click.option(
            f"--{whole}-json", f"{name}_json", metavar="JSON|@FILE", callback=json_object,
            help=f"The same as JSON, for lists too; --{name} goes over it.",
        )  # fmt: skip
        return pair(text(gather))

    return declare


takes_items = click.option(
    "--item", "orderitems", multiple=True, metavar="ORDERITEM*QUANTITY", callback=items,
    help="An orderitem, and how many (one, by default); all that is left, without any. May be repeated.",
)  # fmt: skip

takes_xml = click.option("--xml", metavar="XML|@FILE", callback=xml, help="The same as XML: the object's own element.")


takes_folder_order = click.option(
    "--order", type=click.Choice(["name", "time", "events"]), default="name", show_default=True,
    help="How the files of a folder follow each other: by name, by their time, or by the dates of their events.",
)  # fmt: skip


def given(**values: Any) -> Fields:
    """Return a body with the options that were given; the server chooses the rest."""
    return {name: value for name, value in values.items() if value is not None}
