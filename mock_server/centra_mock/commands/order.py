"""``centra-mock order``: what happens to orders in the shop and in the admin."""

from __future__ import annotations

from centra_mock.commands.activities import add_activities
from centra_mock.commands.session import Noun

command = Noun(
    "order", "Place orders, and do with them what a shop and its admins do.",
    "order place --line 'sweater-blue/M*2@599' --customer email=ada@example.com\norder ship 1",
)  # fmt: skip
add_activities(command)
