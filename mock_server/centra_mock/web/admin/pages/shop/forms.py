"""Values from the forms of the shop, converted to those of the shop. All functions raise ``Refused``."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

import msgspec
from werkzeug.datastructures import MultiDict

from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.scalars import whole_number
from centra_mock.validation_errors import explain

Form = MultiDict[str, str]
Body = TypeVar("Body", bound=msgspec.Struct)


def read_fields(given: Mapping[str, Any], body: type[Body]) -> Body:
    """Convert the fields of a form to the body of a call of the control API. Blank fields are left out."""
    filled = {name: value for name, value in given.items() if value != "" and name in body.__struct_fields__}
    try:
        return msgspec.convert(filled, body, strict=False)
    except msgspec.ValidationError as error:
        raise explain(error, body) from None


def read_number(text: str, name: str) -> int:
    """Return a whole number."""
    number = whole_number(text, 10**9 - 1)
    if number is None:
        raise Refused(Code.INVALID_VALUE, f"a whole number is wanted, not {text[:40]!r}", name)
    return number


def read_amount(form: Mapping[str, str], name: str) -> Decimal | None:
    """Return an amount; ``None`` for a blank field."""
    text = form.get(name, "").strip()
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        raise Refused(Code.INVALID_VALUE, f"an amount is wanted, such as 59.90, not {text[:40]!r}", name) from None


def read_quantities(form: Form, verb: str) -> dict[str, int] | None:
    """Return quantities by orderitem, without those that are 0 or blank.

    Returns ``None``, which stands for all that is left, if the form has no lines.
    """
    if "item" not in form:
        return None
    given = zip(form.getlist("item"), form.getlist("quantity"), strict=False)
    found = {item: read_number(text.strip(), "quantity") for item, text in given if text.strip() not in ("", "0")}
    if not found:
        raise Refused(Code.NOTHING_SELECTED, f"Nothing is selected: enter the quantity of at least one line to {verb}.")
    return found
