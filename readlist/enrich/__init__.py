"""Looking papers up at arXiv, Crossref, Semantic Scholar and OpenAlex: the only part that uses the network."""
