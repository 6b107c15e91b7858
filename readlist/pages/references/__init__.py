"""References as text to their facts, whatever their style: ``parse_all``."""

from readlist.pages.references.reference import parse_all

__all__ = ["parse_all"]
