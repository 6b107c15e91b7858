"""What other programs write, read as pages are. A format is one module and its place in ``reading.READERS``."""
