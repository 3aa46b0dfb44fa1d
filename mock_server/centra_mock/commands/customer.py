"""``centra-mock customer``: customers who register."""

from __future__ import annotations

from centra_mock.commands.activities import add_activities
from centra_mock.commands.session import Noun

command = Noun("customer", "Register customers.", "customer register --field email=ada@example.com")
add_activities(command)
