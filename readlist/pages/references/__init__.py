"""Parses references of any citation style into candidates: ``parse_all``."""

from readlist.pages.references.reference import parse_all

__all__ = ["parse_all"]
