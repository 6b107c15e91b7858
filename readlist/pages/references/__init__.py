"""One reference as text to its facts, whatever its style: ``parse``, and ``parse_all`` for many at once."""

from readlist.pages.references.reference import parse, parse_all

__all__ = ["parse", "parse_all"]
