"""The only package that imports spyne. Spyne is imported with care, before any module here asks for it."""

from centra_mock.soap import compat as compat
