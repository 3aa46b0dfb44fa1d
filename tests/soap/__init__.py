"""Tests of the SOAP API over the wire."""
