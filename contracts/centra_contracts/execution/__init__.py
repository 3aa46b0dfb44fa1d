"""What each kind of step does: in the shop, and with the client."""
