"""The control API as data: what its calls take and answer, for the server and for its client.

Calls that make something happen are declared as activities; these are all others.
"""
