"""Spyne's models, and so the WSDL's types, derived from the grammar."""

from __future__ import annotations

from typing import Any

from spyne import Boolean, ComplexModel, Integer, Unicode

from centra_mock.wire.endpoints import LOGIN
from centra_mock.wire.grammar import GRAMMAR, Field, ObjectType
from centra_mock.wire.operations import EVENT_DATA, Operation

_VALUES = {"int": Integer, "boolean": Boolean}
_MANY = "unbounded"


class Models:
    """The types of one namespace."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace
        self._made: dict[str, Any] = {}
        self.login = self._type(GRAMMAR.messages[LOGIN], LOGIN)
        self.result = self._type(GRAMMAR.messages["result"], "Result")

    def request(self, operation: Operation, login_in_body: bool) -> Any:
        """Return the type of an operation's request element."""
        login = [(LOGIN, self.login.customize(min_occurs=0, nillable=False))] if login_in_body else []
        if operation.object:
            fields = [(operation.object.plural, self._listed(operation.object))]
        else:
            fields = self._members(GRAMMAR.messages[operation.request], operation.request)
        return self._model(f"{operation.request}Type", login + fields)

    def events(self) -> Any:
        """Return the type of the response of a reading operation."""
        name = "Events"
        if name not in self._made:
            data = self._model("EventData", [
                (type, self._member(obj.field, "", many=False)) for type, obj in EVENT_DATA.items()
            ])  # fmt: skip
            event = self._model("Event", [
                (field.name, (data if field.name == "data" else Unicode).customize(min_occurs=0, nillable=False))
                for field in GRAMMAR.messages["event"].fields
            ])  # fmt: skip
            listed = self._model("EventList", [("event", _many(event))])
            self._made[name] = self._model(name, [("events", listed.customize(min_occurs=0, nillable=False))])
        return self._made[name]

    def _listed(self, obj: ObjectType) -> Any:
        """Return the type of the element around an update's objects: ``<products>`` around each ``<product>``."""
        one = self._member(obj.field, "", many=True)
        return self._model(f"{obj.name.capitalize()}List", [(obj.name, one)]).customize(min_occurs=0, nillable=False)

    def _members(self, field: Field, name: str) -> list[tuple[str, Any]]:
        return [(sub.name, self._member(sub, name, sub.repeated)) for sub in field.fields]

    def _member(self, field: Field, within: str, many: bool) -> Any:
        if field.is_leaf:
            model = _VALUES.get(field.value, Unicode)
        else:
            model = self._type(field, field.structure or within + field.name[0].upper() + field.name[1:])
        return _many(model) if many else model.customize(min_occurs=0, nillable=False)

    def _type(self, field: Field, name: str) -> Any:
        if name not in self._made:
            self._made[name] = self._model(name, self._members(field, name))
        return self._made[name]

    def _model(self, name: str, fields: list[tuple[str, Any]]) -> Any:
        own = {"__namespace__": self.namespace, "__type_name__": name, "_type_info": fields}
        return type(name, (ComplexModel,), own)


def _many(model: Any) -> Any:
    return model.customize(min_occurs=0, max_occurs=_MANY, nillable=False)
