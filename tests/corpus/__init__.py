"""Requests and the answers to them, recorded byte for byte: ``make corpus`` records them anew."""
