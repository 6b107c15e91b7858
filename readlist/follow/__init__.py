"""New papers of whom and what one follows: what is asked where, whose paper it is, and how it enters the library."""
