"""Everything that can happen in a Centra, as data: each activity is declared once, and every channel is derived."""
