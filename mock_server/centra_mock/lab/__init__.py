"""The queue lab: read recorded traffic of a real integration, find what blocks its queue, and bring it here."""
