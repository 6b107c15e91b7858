"""What a paper may be named by."""

from __future__ import annotations

import pytest

from readlist.lookup.targets import TargetError, target_of


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("2402.13718", "2402.13718"),
        ("2402.13718v3", "2402.13718"),
        ("arXiv:0704.0001", "0704.0001"),
        ("ARXIV: 2402.13718v1", "2402.13718"),
        ("math/0211159", "math/0211159"),
        ("math.GT/0309136v2", "math/0309136"),
        ("hep-th/9901001", "hep-th/9901001"),
        ("https://arxiv.org/abs/2402.13718", "2402.13718"),
        ("http://www.arxiv.org/pdf/2402.13718v2.pdf", "2402.13718"),
        ("arxiv.org/abs/math/0211159v1", "math/0211159"),
        ("https://export.arxiv.org/html/2402.13718v1?x=1#S1", "2402.13718"),
        ("https://doi.org/10.48550/arXiv.2402.13718", "2402.13718"),
        ("10.48550/arxiv.2402.13718", "2402.13718"),
        ("https://huggingface.co/papers/2402.13718", "2402.13718"),
    ],
)
def test_arxiv(text: str, id: str) -> None:
    target = target_of(text)
    assert (target.kind, target.value) == ("arxiv", id)


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1145/3292500.3330701", "10.1145/3292500.3330701"),
        ("doi:10.1145/3292500.3330701", "10.1145/3292500.3330701"),
        ("https://doi.org/10.1000/abc(1)x", "10.1000/abc(1)x"),
        ("http://dx.doi.org/10.1145/3292500.3330701", "10.1145/3292500.3330701"),
        ("https://doi.org/10.1145%2F3292500.3330701", "10.1145/3292500.3330701"),
        ("https://dl.acm.org/doi/10.1145/3292500.3330701", "10.1145/3292500.3330701"),
        ("https://dl.acm.org/doi/pdf/10.1145/3292500.3330701", "10.1145/3292500.3330701"),
        ("https://link.springer.com/article/10.1007/s10994-021-05946-3", "10.1007/s10994-021-05946-3"),
        ("https://link.springer.com/article/10.1007/s10994-021-05946-3/fulltext.html", "10.1007/s10994-021-05946-3"),
        ("https://www.biorxiv.org/content/10.1101/2020.01.02.892000v2.full.pdf", "10.1101/2020.01.02.892000"),
        ("https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0123456", "10.1371/journal.pone.0123456"),
        ("https://www.nature.com/articles/s41586-021-03819-2_reference.pdf", "10.1038/s41586-021-03819-2"),
        ("https://peerj.com/articles/cs-103.pdf", "10.7717/peerj.cs-103"),
        ("https://www.hindawi.com/journals/cin/2018/7068349/", "10.1155/2018/7068349"),
        ("https://doi.org/10.1000/abc.full", "10.1000/abc.full"),
        ("https://aclanthology.org/2024.acl-long.814/", "10.18653/v1/2024.acl-long.814"),
        ("https://aclanthology.org/P19-1001.pdf", "10.18653/v1/P19-1001"),
        ("https://www.aclweb.org/anthology/P19-1001", "10.18653/v1/P19-1001"),
    ],
)
def test_doi(text: str, doi: str) -> None:
    target = target_of(text)
    assert (target.kind, target.value) == ("doi", doi)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("PMID: 15430309", "PMID:15430309"),
        ("https://pubmed.ncbi.nlm.nih.gov/15430309/", "PMID:15430309"),
        (
            "semanticscholar.org/paper/204e3073870fae3d05bcbc2f6a8e263d9b72e776/",
            "204e3073870fae3d05bcbc2f6a8e263d9b72e776",
        ),
        (
            "https://www.semanticscholar.org/paper/Attention/204e3073870fae3d05bcbc2f6a8e263d9b72e776?p2df",
            "204e3073870fae3d05bcbc2f6a8e263d9b72e776",
        ),
    ],
)
def test_numbers_that_semantic_scholar_knows(text: str, number: str) -> None:
    target = target_of(text)
    assert (target.kind, target.value) == ("s2", number)


@pytest.mark.parametrize(
    "text",
    ["", "attention", "2402.1", "2402.1371899", "10.1145/", "https://arxiv.org/list/cs.CL/new", "https://example.org/x",
     "https://[::1", "file:///etc/passwd", "javascript:alert(1)", "\x1b]0;x\x07", "-x", "https://arxiv.org.evil.com/a"],
)  # fmt: skip
def test_what_names_no_paper(text: str) -> None:
    with pytest.raises(TargetError) as error:
        target_of(text)
    assert str(error.value).isprintable()


def test_openreview_is_told_apart() -> None:
    with pytest.raises(TargetError, match="OpenReview"):
        target_of("https://openreview.net/forum?id=abc")
