"""The table of the kinds of lists. Where two kinds would read the same lines the earlier row has them."""

from __future__ import annotations

from readlist.pages.kinds import arxiv_lists, bibliography, catalogues, dblp, physics, pubmed, scholar, semantic_scholar
from readlist.pages.kinds.kind import Kind

KINDS: tuple[Kind, ...] = (
    Kind("gs_profile", "Google Scholar profile", scholar.read_profile, "open the profile, select all, copy",
         sign=r"\t(?:1[5-9]|20)\d\d$", personal=True),
    Kind("gs_alert", "Google Scholar alert", scholar.read_alert, "open the mail, select all, copy", sign=" - "),
    Kind("gs_search", "Google Scholar search", scholar.read_search, "search, select all, copy", sign=" - "),
    Kind("arxiv_new", "arXiv listing of new papers", arxiv_lists.read_new, "open the listing, select all, copy",
         sign="arXiv:"),
    Kind("arxiv_recent", "arXiv listing", arxiv_lists.read_recent, "open the listing, select all, copy", sign="arXiv:"),
    Kind("arxiv_search", "arXiv search", arxiv_lists.read_search, "search, select all, copy", sign="arXiv:"),
    Kind("arxiv_abs", "arXiv abstract page", arxiv_lists.read_page, "open the page of a paper, select all, copy",
         sign=r"^\[Submitted on "),
    Kind("arxiv_mail", "arXiv mail", arxiv_lists.read_mail, "open the mail, select all, copy; or save it",
         sign=r"^(?:arXiv|Paper):"),
    Kind("dblp_person", "dblp page", dblp.read_person, "open the person's page, select all, copy",
         sign=":$", personal=True),
    Kind("pubmed", "PubMed search", pubmed.read_results, "search, select all, copy", sign="PMID: "),
    Kind("pubmed_summary", "PubMed summary", pubmed.read_summary, "Save or Send to, format Summary (text)",
         sign="PMID: "),
    Kind("pubmed_abstract", "PubMed abstracts", pubmed.read_abstracts, "Save or Send to, format Abstract (text)",
         sign="PMID: "),
    Kind("pubmed_nbib", "PubMed export", pubmed.read_medline, "Save, format PubMed; or Cite, Download .nbib",
         sign="^PMID- "),
    Kind("ieee_xplore", "IEEE Xplore search", catalogues.read_ieee, "search, select all, copy", sign=r"^Year: \d"),
    Kind("inspire", "INSPIRE search", physics.read_inspire, "search, select all, copy", sign=r"^#\d"),
    Kind("ads", "ADS search", physics.read_ads, "search, select all, copy", sign=r"^[12]\d{3}/\d\d"),
    Kind("repec", "IDEAS/RePEc list", catalogues.read_repec, "open the page, select all, copy",
         sign=r", (?:18|19|20)\d\d[a-z]?\. [\"“]"),
    Kind("orcid", "ORCID record", catalogues.read_orcid, "open the record, select all, copy",
         sign="^Source:", personal=True),
    Kind("semscholar", "Semantic Scholar search", semantic_scholar.read_results, "search, select all, copy",
         sign=r"^(?:TLDR|.{0,30}(?:Save|View|PDF))"),
    Kind("references", "list of references", bibliography.read, "copy the references of a paper, a thesis, a PDF",
         r"(?:1[5-9]|20)\d\d", loose=True),
)  # fmt: skip
