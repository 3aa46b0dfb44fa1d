"""Shared parts of all pages: colours, XML as lines, and security headers."""
