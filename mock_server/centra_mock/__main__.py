"""``python -m centra_mock`` runs the command."""

from centra_mock.cli import main

main()
