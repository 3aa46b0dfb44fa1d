"""Requests and answers, recorded byte for byte; ``make corpus`` records them again."""
