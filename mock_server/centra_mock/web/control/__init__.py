"""The control API: JSON under ``/_mock/``, to drive the shop side and look inside, from any language."""
