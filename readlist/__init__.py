"""readlist: paste an author page, clear your inbox, one key per paper, cite what you keep."""

__version__ = "0.1.0"
