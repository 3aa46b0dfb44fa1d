"""The HTTP server: waitress, with a strict layer before its parser, bounded threads and connections, and TLS."""
