"""A corpus of .bib files: true works, written as the programs and services of a dozen habits write them.

``files()`` gives 13 files with some 450 entries of all types. ``python -m tests.formats.habits FOLDER`` writes them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

Work = Mapping[str, str]

_WORKS = """
article|Einstein, Albert|Zur Elektrodynamik bewegter Körper|journal=Annalen der Physik|volume=322|number=10|pages=891--921|year=1905|doi=10.1002/andp.19053221004|issn=0003-3804|language=german
article|Watson, James D. and Crick, Francis H. C.|Molecular Structure of Nucleic Acids: A Structure for Deoxyribose Nucleic Acid|journal=Nature|volume=171|number=4356|pages=737--738|year=1953|month=apr|doi=10.1038/171737a0|issn=0028-0836|publisher=Nature Publishing Group
article|Shannon, Claude E.|A Mathematical Theory of Communication|journal=Bell System Technical Journal|volume=27|number=3|pages=379--423|year=1948|month=jul|doi=10.1002/j.1538-7305.1948.tb01338.x
article|Turing, Alan M.|On Computable Numbers, with an Application to the Entscheidungsproblem|journal=Proceedings of the London Mathematical Society|volume=s2-42|number=1|pages=230--265|year=1937|doi=10.1112/plms/s2-42.1.230
article|Hochreiter, Sepp and Schmidhuber, Jürgen|Long Short-Term Memory|journal=Neural Computation|volume=9|number=8|pages=1735--1780|year=1997|month=nov|doi=10.1162/neco.1997.9.8.1735|publisher=MIT Press
article|Erdős, Paul and Rényi, Alfréd|On Random Graphs {I}|journal=Publicationes Mathematicae Debrecen|volume=6|pages=290--297|year=1959
article|Schrödinger, Erwin|Quantisierung als Eigenwertproblem|journal=Annalen der Physik|volume=384|number=4|pages=361--376|year=1926|doi=10.1002/andp.19263840404
article|LeCun, Yann and Bengio, Yoshua and Hinton, Geoffrey|Deep Learning|journal=Nature|volume=521|number=7553|pages=436--444|year=2015|month=may|doi=10.1038/nature14539
article|Abbott, B. P. and others|Observation of Gravitational Waves from a Binary Black Hole Merger|journal=Physical Review Letters|volume=116|number=6|pages=061102|year=2016|month=feb|doi=10.1103/PhysRevLett.116.061102|eprint=1602.03837|archiveprefix=arXiv|primaryclass=gr-qc|collaboration=LIGO Scientific, Virgo
article|Dijkstra, Edsger W.|Letters to the Editor: Go To Statement Considered Harmful|journal=Communications of the ACM|volume=11|number=3|pages=147--148|year=1968|month=mar|doi=10.1145/362929.362947|publisher=ACM|address=New York, NY, USA
article|Metropolis, Nicholas and Rosenbluth, Arianna W. and Rosenbluth, Marshall N. and Teller, Augusta H. and Teller, Edward|Equation of State Calculations by Fast Computing Machines|journal=The Journal of Chemical Physics|volume=21|number=6|pages=1087--1092|year=1953|month=jun|doi=10.1063/1.1699114
article|Sanger, F. and Nicklen, S. and Coulson, A. R.|{DNA} Sequencing with Chain-Terminating Inhibitors|journal=Proceedings of the National Academy of Sciences|volume=74|number=12|pages=5463--5467|year=1977|month=dec|doi=10.1073/pnas.74.12.5463|note=PMID: 271968
article|Higgs, Peter W.|Broken Symmetries and the Masses of Gauge Bosons|journal=Physical Review Letters|volume=13|number=16|pages=508--509|year=1964|month=oct|doi=10.1103/PhysRevLett.13.508
article|von Neumann, John|Zur Theorie der Gesellschaftsspiele|journal=Mathematische Annalen|volume=100|pages=295--320|year=1928|doi=10.1007/BF01448847
inproceedings|Vaswani, Ashish and Shazeer, Noam and Parmar, Niki and Uszkoreit, Jakob and Jones, Llion and Gomez, Aidan N. and Kaiser, Łukasz and Polosukhin, Illia|Attention Is All You Need|booktitle=Advances in Neural Information Processing Systems|volume=30|pages=5998--6008|year=2017|publisher=Curran Associates, Inc.
inproceedings|Devlin, Jacob and Chang, Ming-Wei and Lee, Kenton and Toutanova, Kristina|{BERT}: Pre-training of Deep Bidirectional Transformers for Language Understanding|booktitle=Proceedings of the 2019 Conference of the {NAACL}|pages=4171--4186|year=2019|month=jun|address=Minneapolis, Minnesota|publisher=Association for Computational Linguistics|doi=10.18653/v1/N19-1423
inproceedings|He, Kaiming and Zhang, Xiangyu and Ren, Shaoqing and Sun, Jian|Deep Residual Learning for Image Recognition|booktitle=2016 {IEEE} Conference on Computer Vision and Pattern Recognition ({CVPR})|pages=770--778|year=2016|doi=10.1109/CVPR.2016.90|organization=IEEE
inproceedings|Ronneberger, Olaf and Fischer, Philipp and Brox, Thomas|{U-Net}: Convolutional Networks for Biomedical Image Segmentation|booktitle=Medical Image Computing and Computer-Assisted Intervention|series=Lecture Notes in Computer Science|volume=9351|pages=234--241|year=2015|publisher=Springer|doi=10.1007/978-3-319-24574-4_28|editor=Navab, Nassir and Hornegger, Joachim and Wells, William M. and Frangi, Alejandro F.
inproceedings|Cook, Stephen A.|The Complexity of Theorem-Proving Procedures|booktitle=Proceedings of the Third Annual {ACM} Symposium on Theory of Computing|pages=151--158|year=1971|doi=10.1145/800157.805047|publisher=ACM|series=STOC '71
inproceedings|Papineni, Kishore and Roukos, Salim and Ward, Todd and Zhu, Wei-Jing|{BLEU}: a Method for Automatic Evaluation of Machine Translation|booktitle=Proceedings of the 40th Annual Meeting of the {ACL}|pages=311--318|year=2002|month=jul|doi=10.3115/1073083.1073135|address=Philadelphia
book|Knuth, Donald E.|Fundamental Algorithms|series=The Art of Computer Programming|volume=1|edition=3|publisher=Addison-Wesley|address=Reading, Massachusetts|year=1997|isbn=0-201-89683-4
book|Bishop, Christopher M.|Pattern Recognition and Machine Learning|publisher=Springer|address=New York|year=2006|isbn=978-0-387-31073-2|series=Information Science and Statistics
book|Cormen, Thomas H. and Leiserson, Charles E. and Rivest, Ronald L. and Stein, Clifford|Introduction to Algorithms|publisher=MIT Press|edition=Third|year=2009|isbn=978-0-262-03384-8
book|Gamma, Erich and Helm, Richard and Johnson, Ralph and Vlissides, John|Design Patterns: Elements of Reusable Object-Oriented Software|publisher=Addison-Wesley|year=1994|isbn=0-201-63361-2|address=Boston
book|Vapnik, Vladimir N.|The Nature of Statistical Learning Theory|publisher=Springer|address=New York|year=1995|doi=10.1007/978-1-4757-2440-0
book|Gödel, Kurt|On Formally Undecidable Propositions of {Principia Mathematica} and Related Systems|publisher=Basic Books|address=New York|year=1962|translator=Meltzer, Bernard
incollection|Rumelhart, David E. and Hinton, Geoffrey E. and Williams, Ronald J.|Learning Internal Representations by Error Propagation|booktitle=Parallel Distributed Processing|volume=1|editor=Rumelhart, David E. and McClelland, James L.|publisher=MIT Press|address=Cambridge, MA|pages=318--362|year=1986|chapter=8
incollection|Minsky, Marvin|A Framework for Representing Knowledge|booktitle=The Psychology of Computer Vision|editor=Winston, Patrick Henry|publisher=McGraw-Hill|pages=211--277|year=1975
phdthesis|Fielding, Roy Thomas|Architectural Styles and the Design of Network-based Software Architectures|school=University of California, Irvine|year=2000
phdthesis|Nash, John F.|Non-Cooperative Games|school=Princeton University|year=1950|month=may
mastersthesis|Shannon, Claude Elwood|A Symbolic Analysis of Relay and Switching Circuits|school=Massachusetts Institute of Technology|year=1937
techreport|Page, Lawrence and Brin, Sergey and Motwani, Rajeev and Winograd, Terry|The {PageRank} Citation Ranking: Bringing Order to the Web|institution=Stanford InfoLab|number=1999-66|year=1999|month=nov|type=Technical Report
techreport|Krizhevsky, Alex|Learning Multiple Layers of Features from Tiny Images|institution=University of Toronto|year=2009
misc|Kingma, Diederik P. and Ba, Jimmy|{Adam}: A Method for Stochastic Optimization|eprint=1412.6980|archiveprefix=arXiv|primaryclass=cs.LG|year=2014|month=dec
misc|Perelman, Grisha|The Entropy Formula for the {Ricci} Flow and Its Geometric Applications|eprint=math/0211159|archiveprefix=arXiv|primaryclass=math.DG|year=2002|month=nov
misc|Nakamoto, Satoshi|{Bitcoin}: A Peer-to-Peer Electronic Cash System|year=2008|url=https://bitcoin.org/bitcoin.pdf|howpublished=Online
manual|{R Core Team}|{R}: A Language and Environment for Statistical Computing|organization=R Foundation for Statistical Computing|address=Vienna, Austria|year=2023|url=https://www.R-project.org/
proceedings||Proceedings of the 30th International Conference on Machine Learning|editor=Dasgupta, Sanjoy and McAllester, David|year=2013|series=Proceedings of Machine Learning Research|volume=28|publisher=PMLR|address=Atlanta, Georgia, USA
unpublished|Grothendieck, Alexander|Esquisse d'un Programme|year=1984|note=Proposal to the {CNRS}
dataset|Fisher, R. A.|Iris|publisher=UCI Machine Learning Repository|year=1936|doi=10.24432/C56C76
patent|Page, Lawrence|Method for Node Ranking in a Linked Database|number=US6285999B1|year=2001|month=sep
"""  # noqa: E501 a table

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MACROS = {"ü": '{\\"u}', "ö": '{\\"o}', "ő": "{\\H{o}}", "é": "{\\'e}", "Ł": "{\\L}"}
_BIBLATEX_NAMES = {"journal": "journaltitle", "address": "location", "school": "institution",
                   "archiveprefix": "eprinttype", "primaryclass": "eprintclass"}  # fmt: skip
_BIBLATEX_TYPES = {"phdthesis": "thesis", "mastersthesis": "thesis", "techreport": "report"}
_NO_TYPES = frozenset({"dataset", "patent"})  # of classic BibTeX


def works() -> list[Work]:
    """Every work: its type, author, title and further fields."""
    found = []
    for line in _WORKS.strip().split("\n"):
        kind, author, title, *more = line.split("|")
        found.append({"type": kind, "author": author, "title": title, **dict(field.split("=", 1) for field in more)})
    return [{name: value for name, value in work.items() if value} for work in found]


def _tex(text: str) -> str:
    return "".join(_MACROS.get(c, c) for c in text)


def _family(work: Work) -> str:
    first = (work.get("author") or work.get("editor") or "x").split(",")[0].strip("{}")
    return re.sub("[^A-Za-z]", "", _plain(first))


def _plain(text: str) -> str:
    return text.translate(str.maketrans("üöőéŁ", "uooeL"))


def _word(work: Work) -> str:
    words = [w for w in re.findall("[A-Za-z]+", _plain(work["title"])) if w.lower() not in ("a", "the", "on", "zur")]
    return words[0]


def _spoken(names: str) -> str:
    """ "Ada Lovelace and Alan Turing" of names with commas."""
    parts = [n.split(", ") for n in names.split(" and ")]
    return " and ".join(" ".join(reversed(p)) if len(p) == 2 else p[0] for p in parts)


def _fields(work: Work, *, tex: bool = True, without: tuple[str, ...] = ()) -> dict[str, str]:
    kept = {n: v for n, v in work.items() if n != "type" and n not in without}
    return {n: _tex(v) if tex and n not in ("doi", "url") else v for n, v in kept.items()}


def _entry(kind: str, key: str, fields: Mapping[str, str], form: str = "  {n} = {{{v}}},\n", end: str = "}\n") -> str:
    lines = [
        form.replace("{{{v}}}", "{v}").format(n=n, v=v) if n == "month" and v in _MONTHS else form.format(n=n, v=v)
        for n, v in fields.items()
    ]
    return f"@{kind}{{{key},\n{''.join(lines)}{end}"


def _jabref(work: Work) -> str:
    fields = {n.capitalize(): v for n, v in _fields(work).items() if n != "month"}
    if "month" in work:
        fields["Month"] = f"#{work['month']}#".strip("#")
    more = {"Timestamp": "2021.03.04", "Owner": "ada", "File": ":papers/x.pdf:PDF", "Groups": "Classics"}
    text = _entry(
        work["type"].capitalize(), f"{_family(work)}{work['year']}", {**fields, **more}, "  {n:<12} = {{{v}}},\n"
    )
    return text.replace("{" + work.get("month", "-") + "}", work.get("month", "-"))


def _zotero(work: Work) -> str:
    key = f"{_family(work).lower()}_{_word(work).lower()}_{work['year']}"
    title = re.sub(r"\b([A-Z])(?=[a-z])", r"{\1}", work["title"]) if "{" not in work["title"] else work["title"]
    fields = {**_fields(work), "title": _tex(title), "urldate": "2022-01-17", "keywords": "history, classic works"}
    return _entry(work["type"], key, fields, "\t{n} = {{{v}}},\n")


def _better_biblatex(work: Work) -> str:
    fields = {_BIBLATEX_NAMES.get(n, n): v for n, v in _fields(work, tex=False, without=("month", "year")).items()}
    if work["type"] in _BIBLATEX_TYPES and work["type"].endswith("thesis"):
        fields["type"] = {"phdthesis": "phdthesis", "mastersthesis": "mathesis"}[work["type"]]
    month = f"-{_MONTHS.index(work['month']) + 1:02}" if "month" in work else ""
    fields |= {"date": f"{work['year']}{month}", "langid": "english", "abstract": "What it says, in 5\\% of the words."}
    key = f"{_family(work).lower()}{_word(work)}{work['year']}"
    return _entry(_BIBLATEX_TYPES.get(work["type"], work["type"]), key, fields)


def _mendeley(work: Work) -> str:
    fields = {n: v for n, v in _fields(work).items() if n != "title"}
    more = {
        "title": f"{{{_tex(work['title'])}}}",
        "mendeley-groups": "Thesis/Chapter 2",
        "file": ":C$\\backslash$:/a.pdf:pdf",
    }
    return _entry(
        work["type"], f"{_family(work)}{work['year']}{_word(work)[:1].lower()}", {**fields, **more}, "{n} = {{{v}}},\n"
    )


def _endnote(work: Work) -> str:
    fields = _fields(work, without=("month",))
    key = f"RN{sum(map(ord, work['title'])) % 9000}"
    return _entry(
        work["type"],
        key,
        fields,
        "   {n} = {{{v}}},\n",
        "   type = {Journal Article}\n}\n" if work["type"] == "article" else "}\n",
    )


def _google_scholar(work: Work) -> str:
    fields = _fields(work, without=("month", "doi", "issn", "language"))
    if "eprint" in work and work["type"] == "misc":
        fields = {n: v for n, v in fields.items() if n not in ("eprint", "archiveprefix", "primaryclass")}
        fields["journal"] = f"arXiv preprint arXiv:{work['eprint']}"
        return _entry("article", f"{_family(work).lower()}{work['year']}{_word(work).lower()}", fields)
    return _entry(work["type"], f"{_family(work).lower()}{work['year']}{_word(work).lower()}", fields)


def _dblp(work: Work) -> str:
    fields = _fields(work)
    fields["author"] = _spoken(fields.get("author", "")).replace(" and ", " and\n               ")
    fields = {n: v for n, v in fields.items() if v}
    more = {"timestamp": "Thu, 14 Oct 2021 09:14:03 +0200", "biburl": "https://dblp.org/rec/x.bib",
            "bibsource": "dblp computer science bibliography, https://dblp.org"}  # fmt: skip
    kind = "article" if work["type"] == "misc" and "eprint" in work else work["type"]
    if kind != work["type"]:
        fields |= {"journal": "CoRR", "volume": f"abs/{work['eprint']}"}
    key = f"DBLP:journals/x/{_family(work)}{work['year'][2:]}{_word(work)[:2]}"
    return _entry(kind, key, {**fields, **more}, "  {n:<12} = {{{v}}},\n")


def _acm(work: Work) -> str:
    fields = _fields(work)
    more = {"numpages": "12", "keywords": "computing, history", "issue_date": "May 1990"}
    key = work.get("doi", f"10.5555/{sum(map(ord, work['title']))}")
    return _entry(work["type"], key.replace("(", "").replace(")", ""), {**fields, **more}, "{n} = {{{v}}},\n")


def _ads(work: Work) -> str:
    fields = _fields(work)
    if work.get("journal") == "Physical Review Letters":
        fields["journal"] = "\\prl"
    fields["title"] = f'"{{{fields["title"]}}}"'
    more = {"adsurl": "https://ui.adsabs.harvard.edu/abs/1964PhRvL..13..508H",
            "adsnote": "Provided by the SAO/NASA Astrophysics Data System"}  # fmt: skip
    key = f"{work['year']}{_word(work)[:4]}..{work.get('volume', '0')}{_family(work)[:1]}"
    text = _entry(work["type"].upper(), key, {**fields, **more}, "{n:>12} = {{{v}}},\n")
    return text.replace('{"{', '"{').replace('}"}', '}"')


def _inspire(work: Work) -> str:
    fields = _fields(work, without=("language",))
    form = '    {n} = "{v}",\n'
    key = f"{_family(work)}:{work['year']}{_word(work)[:3].lower()}"
    return _entry(work["type"], key, fields, form).replace('"' + work.get("month", "-") + '"', work.get("month", "-"))


def _anthology(work: Work) -> str:
    fields = _fields(work)
    if "author" in fields:
        fields["author"] = fields["author"].replace(" and ", "  and\n      ")
    form = '    {n} = "{v}",\n'
    key = f"{_family(work).lower()}-etal-{work['year']}-{_word(work).lower()}"
    return _entry(work["type"], key, fields, form).replace('"' + work.get("month", "-") + '"', work.get("month", "-"))


def _by_hand(work: Work) -> str:
    fields = dict(_fields(work))
    for name in ("author", "editor"):
        if name in fields and not fields[name].startswith("{"):
            fields[name] = _spoken(fields[name])
    named = {n: f"{{{v}}}" for n, v in fields.items()}
    named |= {n: v for n, v in fields.items() if n == "month" or (n in ("year", "volume") and v.isdigit())}
    if fields.get("publisher") == "Springer":
        named["publisher"] = 'spr # " Verlag"'
    body = "".join(f",\n   {n.upper()} = {v}" for n, v in named.items())
    return f"@{work['type']} {{{_family(work)[:3]}{work['year'][2:]}{_word(work)[:3]}{body} }}\n"


def _bibdesk(work: Work) -> str:
    fields = {n.capitalize(): v for n, v in _fields(work).items()}
    more = {"Date-Added": "2020-01-05 10:11:12 +0100", "Date-Modified": "2020-01-06 10:11:12 +0100",
            "Bdsk-Url-1": "https://doi.org/10.1000/182"}  # fmt: skip
    key = f"{_family(work)}:{work['year']}{_word(work)[:2].lower()}"
    text = _entry(work["type"], key, {**fields, **more}, "\t{n} = {{{v}}},\n", "}\n")
    return text.replace("{" + work.get("month", "-") + "}", work.get("month", "-"))


HABITS: Mapping[str, tuple[Callable[[Work], str], str]] = {
    "jabref": (_jabref, "% Encoding: UTF-8\n\n"),
    "zotero": (_zotero, "\n"),
    "better-biblatex": (_better_biblatex, ""),
    "mendeley": (_mendeley, "Automatically generated by Mendeley\nAny changes to this file will be lost\n\n"),
    "endnote": (_endnote, "\n"),
    "google-scholar": (_google_scholar, ""),
    "dblp": (_dblp, ""),
    "acm": (_acm, ""),
    "ads": (_ads, ""),
    "inspire": (_inspire, "%% INSPIRE\n"),
    "anthology": (_anthology, ""),
    "by-hand": (_by_hand, '@string{spr = "Springer"}\n@comment{mine}\n'),
    "bibdesk": (_bibdesk, "%% Created for Ada at 2020-01-06\n\n"),
}
"""Whose habit it is → how a work is written, and how the file begins."""


def files() -> dict[str, str]:
    """Every file of the corpus by its name."""
    out = {}
    for name, (write, head) in HABITS.items():
        known = [w for w in works() if w["type"] not in _NO_TYPES or name == "better-biblatex"]
        out[f"{name}.bib"] = head + "\n".join(map(write, known))
    return out


if __name__ == "__main__":
    for file, text in files().items():
        (Path(sys.argv[1]) / file).write_text(text, encoding="utf-8")
