"""What a Centra has: its queue, objects, conversion table, journal, faults and state, for Python programs."""
