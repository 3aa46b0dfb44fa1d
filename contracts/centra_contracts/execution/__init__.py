"""Perform the steps of a scenario: in the shop, and with the client."""
