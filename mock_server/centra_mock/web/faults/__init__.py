"""Faults on purpose: answers that come instead, answers that are spoilt, connections that end."""
