"""``centra-mock customer``: customers who register."""

from __future__ import annotations

from typing import Any

from centra_mock.commands.hints import hint_at_fields
from centra_mock.commands.parameters import given, takes_fields
from centra_mock.commands.session import Noun, Session, verb

command = Noun("customer", "Register customers.", "customer register --field email=ada@example.com")


@verb("register", "customer register --field email=ada@example.com --field firstname=Ada", command)
@takes_fields(what="Something about the customer; all of it is invented, if nothing is said")
def register(session: Session, fields: dict[str, Any] | None) -> None:
    """Register a customer, or find one again by e-mail; prints the id."""
    reply = session.call("POST", "customers", body=given(fields=fields))
    session.show(reply, lambda data: f"Customer {data['id']} is registered.")
    hint_at_fields("customer", fields)
