"""The shop side: what happens in Centra without the client, and the events that it makes."""
