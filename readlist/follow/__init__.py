"""Following: asks the sources for new papers, decides whose they are, and plans how they enter the library."""
