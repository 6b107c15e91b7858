"""readlist: paste an author page, clear the inbox with one key a paper, cite what you keep."""

__version__ = "0.1.0"
