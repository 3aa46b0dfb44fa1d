"""Scenes: starting points for a Centra, written down as data."""
