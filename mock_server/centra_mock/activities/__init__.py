"""Everything that can happen in a Centra, as data: each activity is declared once, and every channel is derived.

``ACTIVITIES`` of ``declaration`` holds those of the modules imported here.
"""

from centra_mock.activities import clock, events, faults, generate, mutation, objects, orders, policy, shipments

__all__ = ["clock", "events", "faults", "generate", "mutation", "objects", "orders", "policy", "shipments"]
