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
        ("https://aclanthology.org/2024.acl-long.814/", "10.18653/v1/2024.acl-long.814"),
        ("https://aclanthology.org/P19-1001.pdf", "10.18653/v1/P19-1001"),
        ("https://www.aclweb.org/anthology/P19-1001", "10.18653/v1/P19-1001"),
    ],
)
def test_doi(text: str, doi: str) -> None:
    target = target_of(text)
    assert (target.kind, target.value) == ("doi", doi)


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
