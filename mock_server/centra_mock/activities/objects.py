"""Activities about objects of any type, and about the ids that the client knows them by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar

from msgspec import Meta, Struct

from centra_mock.activities.declaration import Activity, Command, Route, declare
from centra_mock.activities.orders import Identified
from centra_mock.activities.values import (
    FIELDS_OF,
    CustomerFields,
    ExternalId,
    Number,
    ObjectFields,
    Scope,
    TypeName,
    Xml,
)

Result = TypeVar("Result", covariant=True)


Seen = Annotated[
    str | None, Meta(description="The entry's id as it was seen, empty for none; refused if it has changed since.")
]


class ConversionEntry(Struct, frozen=True):
    """An entry of the conversion table."""

    kind: str
    internal: int
    external: str
    scope: Annotated[int, Meta(description="The internal id of a size's size table; 0 for all else.")] = 0


@declare(
    "register_customer",
    step="register",
    route=Route("POST", "/customers", 201, problems=(422,)),
    command=Command(
        "customer", "register", "customer register --field email=ada@example.com --field firstname=Ada",
        "Customer {id} is registered.",
    ),
    sentence="A customer registers.",
    answer=Identified,
)  # fmt: skip
class RegisterCustomer(Activity[str], frozen=True):
    """Register a customer, or find one again by e-mail; return the customer's id."""

    fields: CustomerFields | None = None


class OfObject(Activity[Result], Generic[Result], frozen=True):
    """An activity about one object."""

    type: TypeName
    id: Annotated[str, Meta(description="The object's id.")]


@declare(
    "put",
    step="put",
    route=Route(
        "PUT", "/objects/{type}/{id}", 200, query=("scope",), problems=(404, 409, 422), unnamed="/objects/{type}"
    ),
    command=Command(
        "object", "put", "object put product chair --field status=inactive", '{type} "{id}" is stored.'
    ),
    sentence="An admin edits {type} {id}.",
    answer=Identified,
)  # fmt: skip
class Put(Activity[str], frozen=True):
    """Make an object or change it, as an admin would; return its id.

    Fields and XML are merged deeply into the object; the rest of it stays.
    """

    type: TypeName
    id: Annotated[str | None, Meta(description="The object's id; the next number, if not given.")] = None
    fields: ObjectFields | None = None
    xml: Xml | None = None
    scope: Scope | None = None


@declare(
    "delete",
    step="delete",
    route=Route("DELETE", "/objects/{type}/{id}", query=("scope",), problems=(404, 409, 422)),
    command=Command("object", "delete", "object delete product chair", '{type} "{id}" is deleted.'),
    sentence="An admin deletes {type} {id}.",
)
class Delete(OfObject[None], frozen=True):
    """Delete an object, as an admin would.

    Its event has the mission ``delete`` and carries the object's last data.
    """

    scope: Scope | None = None


@declare(
    "remove_part",
    step="remove_part",
    route=Route("DELETE", "/objects/{type}/{id}/parts/{part}"),
    command=Command(
        "object", "remove-part", "object remove-part product chair 'variations/variation[id=chair-oak]'",
        '{part} is taken out of {type} "{id}".',
    ),
    sentence="An admin takes {part} out of {type} {id}.",
)  # fmt: skip
class RemovePart(OfObject[None], frozen=True):
    """Take a part that repeats out of an object, which no update by the client can do."""

    part: Annotated[str, Meta(description="The path of the part, as the object's history writes it.")]


@declare(
    "update",
    step="update",
    route=Route("POST", "/updates/{plural}", problems=(422,)),
    command=Command(
        "object",
        "update",
        """object update products '[{"id": "chair", "status": "inactive"}]'""",
        "The {plural} are stored.",
    ),
    sentence="Objects ({plural}) are updated through the API.",
)  # fmt: skip
class Update(Activity[None], frozen=True):
    """Do what the client's update operations do, without the wire.

    Refused, with nothing stored, where one of the objects fails.
    """

    plural: Annotated[str, Meta(description="The plural of their type, as in `products`.")]
    objects: Annotated[
        Sequence[Mapping[str, Any]],
        Meta(description="Objects by the grammar's names.", extra={FIELDS_OF: "{plural}"}),
    ]
    quietly: Annotated[bool, Meta(description="Make no events, even if the policy makes some.")] = False


@declare(
    "convert",
    step="convert",
    route=Route("PUT", "/conversions/{kind}/{internal}", 200, problems=(404, 409, 422)),
    command=Command(
        "ids", "set", "ids set market 1 sweden", '{kind} number {internal} is called "{external}" now.'
    ),
    sentence="An admin edits the conversion table: {kind} {internal} is called {external} from now on.",
    answer=ConversionEntry,
)  # fmt: skip
class Convert(Activity[ConversionEntry], frozen=True):
    """Edit the conversion table: a thing has another id from now on; return the entry."""

    kind: Annotated[str, Meta(description="The kind of id, as `market` or `variation`.")]
    internal: Annotated[Number, Meta(description="Centra's own number of the thing.")]
    external: ExternalId
    was: Seen = None


@declare(
    "forget_conversion",
    step="forget_conversion",
    route=Route("DELETE", "/conversions/{kind}/{internal}", query=("was",), problems=(404, 409)),
    command=Command("ids", "unset", "ids unset market 1", "{kind} number {internal} shows its number again."),
    sentence="An admin removes the conversion entry of {kind} {internal}.",
)
class ForgetConversion(Activity[None], frozen=True):
    """Remove an entry of the conversion table: the thing shows its number again."""

    kind: Annotated[str, Meta(description="The kind of id, as `market` or `variation`.")]
    internal: Annotated[Number, Meta(description="Centra's own number of the thing.")]
    was: Seen = None
