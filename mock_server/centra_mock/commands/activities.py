"""The commands of the activities, derived from their declarations."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import click

from centra_mock import activities  # noqa: F401 (declares all of them)
from centra_mock.activities.declaration import ACTIVITIES, ActivityField, Command, Declaration
from centra_mock.activities.orders import Line
from centra_mock.activities.values import FIELDS_OF, IS_XML, Quantities
from centra_mock.commands import parameters
from centra_mock.commands.hints import hint_at_fields
from centra_mock.commands.progress import Batches
from centra_mock.commands.session import Noun, Session, verb

if TYPE_CHECKING:
    from centra_mock.client import Reply

MOST = 10_000_000
"""The most things that one command makes."""

Function = Callable[..., Any]


EXAMPLES = {
    "order": "order place --line 'sweater-blue/M*2@599' --customer email=ada@example.com\norder ship 1",
    "customer": "customer register --field email=ada@example.com",
}
"""The nouns whose commands are all activities, with examples."""


def noun_of_activities(name: str) -> Noun:
    """Return the group of the activities about a noun."""
    noun = Noun(name, EXAMPLES[name])
    add_activities(noun)
    return noun


def add_activities(noun: Noun) -> None:
    """Add a command for each activity that is about a noun."""
    for declaration in ACTIVITIES.values():
        if declaration.command is not None and declaration.command.noun == noun.name:
            _add(noun, declaration, declaration.command)


def _add(noun: Noun, declaration: Declaration, command: Command) -> None:
    def run(session: Session, **values: Any) -> None:
        values = {name: value for name, value in values.items() if value is not None}
        if declaration.object_fields and not _says_something(declaration, values):
            raise click.UsageError("say what to change: --field, --fields-json or --xml")
        reply = _perform(session, declaration, command, values)
        session.show(reply, lambda data: _message(command, values, data))
        for name, path in declaration.object_fields.items():
            if name != "objects":
                xml = values.get("xml") if name == "fields" else None
                hint_at_fields(path.format_map(values), values.get(name), xml)

    run.__doc__ = (declaration.activity.__doc__ or "").replace("``", "")
    function: Function = run
    for name in reversed(list(declaration.fields)):
        function = _parameter(declaration, name)(function)
    verb(command.verb, command.example, noun)(function)


def _says_something(declaration: Declaration, values: Mapping[str, Any]) -> bool:
    """Return whether a change has anything in it; what makes a thing may leave all of it out."""
    return declaration.answer is not None or any(values.get(name) for name in ("fields", "xml", "objects"))


# What is called, and what is printed


def _perform(session: Session, declaration: Declaration, command: Command, values: dict[str, Any]) -> Reply:
    if not command.batch:
        return session.centra.send_activity(declaration, values)
    replies: list[Reply] = []
    count = values.pop("count", 1)
    batches = Batches(count, command.batch, command.progress)
    with batches.counted(replies):
        for size in batches:
            replies.append(session.centra.send_activity(declaration, {**values, "count": size}))
    values["count"] = count
    return _together(replies)


def _together(replies: list[Reply]) -> Reply:
    """Return all batches as one answer: lists one after another, counts added up."""
    first, *others = replies
    if not others:
        return first
    data = dict(first.data)
    for reply in others:
        for name, value in reply.data.items():
            if isinstance(value, list) or name == "count":
                data[name] += value
    return replace(first, raw=json.dumps(data, ensure_ascii=False).encode())


def _message(command: Command, values: Mapping[str, Any], data: Any) -> str:
    answer = dict(data) if isinstance(data, dict) else {}
    if command.unchanged and not all(answer.values()):
        return command.unchanged.format_map(values)
    some = f"{values['amount']} of " if "amount" in values else "some of " if "orderitems" in values else ""
    words = {name: _in_words(value) for name, value in {**values, **answer, "some": some}.items()}
    many = command.many and values.get("count", 1) > 1
    return (command.many if many else command.done).format_map(words)


def _in_words(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    texts = [str(each) for each in value]
    return ", ".join(texts) if len(texts) <= 10 else f"{texts[0]} to {texts[-1]}"


# What can be written


def _parameter(declaration: Declaration, name: str) -> Callable[[Function], Function]:
    """Return the argument or the option that gives a field."""
    field = declaration.fields[name]
    about = field.meaning.replace("`", "")
    if FIELDS_OF in field.notes and name != "objects":
        return parameters.takes_fields("field" if name == "fields" else name, about.rstrip("."))
    if name in declaration.path_fields or field.is_required:
        return click.argument(name, type=_click_type(field), callback=_argument(field), required=field.is_required)
    if name == "count":
        most = click.IntRange(1, MOST)
        return click.option("--count", type=most, default=1, show_default=True, help=about)
    return _option(field, about)


def _argument(field: ActivityField) -> Callable[[click.Context, click.Parameter, Any], Any]:
    def read(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
        if field.name == "objects":
            return parameters.json_list(ctx, param, value)
        if value == "":
            raise click.BadParameter(f"{field.name}: is empty")
        return value

    return read


def _option(field: ActivityField, about: str) -> Callable[[Function], Function]:
    name, kind = field.name, field.plain_type
    flag = f"--{name.replace('_', '-')}"
    if Quantities in (field.type, *get_args(field.type)[:1]):
        return parameters.takes_items
    if IS_XML in field.notes:
        return click.option(flag, metavar="XML|@FILE", callback=parameters.xml, help=about)
    if Line in get_args(kind):
        return click.option("--line", "lines", multiple=True, metavar=parameters.LINE_FORM, callback=_lines,
                            help=f"{about} Each part may be missing, and is then chosen: 'sweater-blue/M*2@599', "
                            "'chair:', '*3'. Or JSON, or @FILE. May be repeated.")  # fmt: skip
    if kind is bool:
        # A flag that is not given is left to the server.
        flag, value = (f"--un{name}", False) if field.default is True else (flag, True)
        return click.option(flag, name, flag_value=value, type=bool, default=None, help=about)
    if get_origin(kind) is not None and get_origin(kind) is not Literal:
        return click.option(f"--{name.removesuffix('s')}", name, multiple=True, metavar="NAME=VALUE",
                            callback=parameters.named, help=f"{about} May be repeated.")  # fmt: skip
    if kind is Decimal:
        return click.option(flag, name, callback=parameters.money, metavar="AMOUNT", help=about)
    return click.option(flag, name, type=_click_type(field), help=about)


def _lines(ctx: click.Context, param: click.Parameter, texts: Any) -> Any:
    return parameters.lines(ctx, param, texts) or None


def _click_type(field: ActivityField) -> Any:
    if get_origin(field.plain_type) is Literal:
        return click.Choice([str(each) for each in get_args(field.plain_type)])
    return click.IntRange(field.smallest, field.largest) if field.plain_type is int else str
