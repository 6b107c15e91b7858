"""Records as bad as pages and imports can make them, from a seed: the same number gives the same record."""
# ruff: noqa: E501 - lists of odd things read best as few lines

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from readlist.model.citekeys import base_key, free_key
from readlist.model.paper import Mark, Paper

BATCH = 200
"""So few that no label of the alpha style is given more than 26 times, which that style cannot tell apart."""

_FAMILIES = """Abara Öztürk Łukasiewicz Nguyễn Trần Đorđević Šimůnek Þórsson Ångström Müller-Lüdenscheidt O’Connor
D'Angelo Ibáñez Çelik Grün Håkansson Kowalczyk Ruíz Sørensen Ţepeş Újvári Vašek Wójcik Ximénez Yılmaz Zoltán Østergård
Bianchi Costa Duarte Eriksen Fontaine Gallo Haugen Ivanov Jansen Keller Lindqvist Moreau Novak Okafor Petrov Quispe
Rossi Suzuki Tanaka Ueda Varga Weber Xu Yamada Zhou Ahmed Baker Chen Diaz Evans Fischer Gomez Hughes Iyer Joshi Khan
Lopez Mehta Nakamura Owens Patel Qureshi Reyes Singh Thomas Usman Vega Wang Xie Young Zhang""".split()
_GIVEN = """Ana Bo Çağla Đura Élise François Gülşen Héctor İsmail José Kåre Loïc Miloš Nóra Ömer Pál Rūta Søren Tomáš Ümit
Věra Wanda Xóchitl Yīn Žofia A. B.-C. Jean-Luc Mary~Ann J.R.R. D. E.""".split()
_ODD_NAMES = (
    "Jan van der Berg", "Sammy Davis Jr.", "Davis, Jr., Sammy", "Ludwig von Mises II", "María de la Cruz y Ortega",
    "bell hooks", "de Gaulle", "MiniCPM Team", "OpenAI", "AT&T Labs", "01.AI", "Research and Development Group",
    "Inc., Acme", "{NASA}", "{The {ATLAS} Collaboration}", "J{\\\"o}rg M{\\\"u}ller", "Jos\\'e Garc\\'{\\i}a",
    "A and B", "and", "et al.", "Ann Lee et al.", "others", "", ",", "Lee,", ", Ann", "X", "{", "}", "Evil}",
    "{Evil", "a\\", "\\", "100% Sure", "#1 Lab", "x_y z", "$\\mu$ Lab", "µ 50%", "~", "Nul\x00l Byte", "Ann\u202eeeL",
    "Ana\u200bMaria Lopez", "José Nuñez", "Василий Пупкин", "Ελένη Παπαδοπούλου", "Lee; Ann", "Lee (MIT)",
    "ann.lee@example.org", "Robert'); DROP TABLE papers;--", "@article{evil, title={x}}", "&amp; Co", "Ann\tLee\nBo",
    "Dr. Ann Lee", "ﬁona Ward", "Ann Lee III", "St. John Smith", "Nguyễn Thị Ánh", "ẞtraße Groß", "O'Neill, Shaquille",
)  # fmt: skip
_CJK_NAMES = ("王小明", "김철수", "山田 太郎")
_WORDS = """learning of the models for deep neural networks LLMs BERT’s GPT-4 nanoLM with attention K-means Q-Learning
100K 3D scaling laws in-context A/B X-ray MoE iPhone µ-law AI-based via multi-task RLHF pre-training Bayesian on and
Über naïve façade coöperate Łódź Erdős–Rényi Poincaré ∞Bench β-VAE C++ C# F# .NET R&D α α-divergence ≤5% → ↔ ½ “quoted”
‘single’ — – … §3 №5 € £ ¥ ™ ® ° 10⁻³ H₂O x² ﬁnal ǆ ŉ ĳ ∑ ∀x ≠ ≈ ± × ÷ ⊂ ℓ2 ℝ 𝐛𝐨𝐥𝐝 𝔸 Ⅳ ① ★ ✓ ♥""".split()
_FRAGMENTS = (
    "$x^2$", "$O(N\\log N)$", "$\\infty$Bench", "$\\mathcal{L}_{1}$", "$$\\sum_i x_i$$", "\\(a+b\\)", "\\[c\\]", "$5 and $10",
    "$", "$$", "a$b", "$x", "x$", "$\\frac{1}$", "$\\undefined{x}$", "$a % b$", "$\\write18{rm}$", "$x^2^3$", "$\\{1,2\\}$",
    "$a_1 & b$", "$\\text{if }x>0$", "$é$", "$\\left( x \\right.$", "\\textbf{bold}", "\\emph{a {b} c}", "{\\it old}",
    "\\bf loose", "\\cite{x}", "~\\citep[p.~3]{y}", "\\ref{fig:1}", "\\footnote{f \\emph{g}}", "\\url{http://a.b/c_d%20#e}",
    "\\href{http://a.b}{here}", "\\href", "\\url", "\\emph", "\\textbf{", "\\'e", "\\\"{o}", "{\\'\\i}", "\\c{c}", "\\~{n}",
    "\\v s", "\\H{o}", "\\aa", "\\ss{}", "\\o", "\\LaTeX", "\\LaTeX{}", "\\dots", "\\,", "\\ ", "\\\\", "\\-", "\\/", "\\@",
    "\\input{/etc/passwd}", "\\write18{id}", "\\csname x\\endcsname", "\\def\\x{y}", "\\begin{verbatim}", "\\end{document}",
    "\\loop\\iftrue", "\\catcode`\\%=12", "^^M", "^^41", "\\directlua{x}", "\\include{x}", "\\let\\a\\b", "\\expandafter",
    "%", "100%", "%%", "\\%", "#", "#1", "\\#", "&", "\\&", "&&", "_", "a_b", "\\_", "^", "a^b", "~", "a~b", "~x", "x~", "<b>",
    "</i>", "<", ">", "|", "a|b", "\"", "''", "``", "`", "'", "\\", "a\\", "\\{", "\\}", "{", "}", "{}", "{{", "}}", "}{",
    "{a}", "{{B}}", "\\{a\\}", "&amp;", "&lt;", "&#37;", "&#x27;", "&amp;amp;", "&nosuch;", "&;", "@", "@article{evil,",
    "@string{x=", "}\n\n@misc{e, title={x}}", "\nTY  - JOUR", "=cmd|'/c calc'!A0", "-1+1", "\r\n", "\t", "\u2028",
    "\x00", "\x1b[31mred\x1b[0m", "\x1b]0;x\x07", "\x7f", "\x9b1m", "\u202e", "\u2066", "\u200b", "\ufeff", "\ufffd",
    "\u00a0", "\u3000", "\u00ad", "e\u0301", "n\u0303\u0301", "ễ", "ậ", "ǘ", "ṩ", "a\u20dd", "\U0001f600",
    "\U0001f469\u200d\U0001f52c", "注意力机制", "アテンション", "주의", "Внимание", "Ελληνικά", "עברית", "العربية", "हिन्दी",
    "می\u200cخواهم", "\ue000", "Ǆ", "ĸ", "ŧ", "ħ", "ə", "ʼn", "ﬀ", "½", "‰", "⟨x⟩", "⌈y⌉", "∥z∥", "′", "″", "‑", "⁄",
    "http://a.b/~u/x_y?z=1&w=%20#f", "<https://x.y>", "a--b", "a---b", "-", "--", "...", "a,b", "a=b", "(x", "x)", "[y", "y]",
    "A", "I", "a", "X", "O(N^2)", "1.5×", "word" * 40,
)  # fmt: skip
_DATES = (
    "2024",
    "2024-02",
    "2024-02-21",
    "2023-12-31",
    "2019-07",
    "1999",
    "2024-13",
    "2024-02-31",
    "2024-00",
    "2021-1-5",
)
_ARXIV = (
    None,
    None,
    "2402.13718",
    "2402.13718v3",
    "arXiv:2301.00001",
    "hep-th/9901001",
    "math.GT/0309136",
    "x{y",
    "2402",
)
_DOIS = (None, None, "10.48550/arXiv.2402.13718", "10.1000/x_1", "10.1000/a(b)c", "https://doi.org/10.1/x", "10.1000/{", "%",
         "10.1002/(SICI)1097<1::AID>3.0.CO;2-X")  # fmt: skip
_URLS = ("https://arxiv.org/abs/2402.13718", "https://a.b/c_d%20e?x=1&y=~z#t", "http://x.org/{", "https://x.org/a b", "www.x.org",
         "javascript:alert(1)", "https://x.org/\\", "https://x.org/\"", "https://ex.org/a^b", "https://[::1]/", "https://é.fr/")  # fmt: skip
_VENUES = (None, None, None, "Journal of R&D", "Proc. 100% {x", "NeurIPS", "Nature #1", "")
_TYPES = (None, None, "article", "inproceedings", "book", "misc", "evil{", "Article")
_CATEGORIES = (None, "CL", "LG", "ML", "SP", "cs.CL", "Q%", "Bio & Co", "XX")


def records(number: int, seed: int = 2026, *, scripts: bool = True) -> Iterator[tuple[Paper, Mark]]:
    """That many papers with marks; without ``scripts`` no name is in one that classic styles cannot label."""
    random = Random(seed)
    taken: set[str] = set()
    for id in range(1, number + 1):
        yield _record(random, id, taken, scripts)


def _record(random: Random, id: int, taken: set[str], scripts: bool) -> tuple[Paper, Mark]:
    title = _text(random, 1, 9) if random.random() < 0.97 else random.choice(_FRAGMENTS)
    authors = tuple(_name(random, scripts) for _ in range(random.choice((0, 1, 1, 2, 3, 4, 12))))
    date = random.choice(_DATES)
    key = free_key(base_key(authors, int(date[:4]), title), taken)
    taken.add(key)
    paper = Paper(
        id=id,
        key=key,
        title=title,
        title_text=title,
        authors=authors,
        et_al=random.random() < 0.2,
        category=random.choice(_CATEGORIES),
        date=date,
        abstract=_text(random, 0, 40) or None,
        urls=tuple(random.sample(_URLS, random.choice((0, 1, 2)))),
        arxiv=random.choice(_ARXIV),
        doi=random.choice(_DOIS),
        venue=random.choice(_VENUES),
        type=random.choice(_TYPES),
    )
    return paper, Mark(id=id, note=_text(random, 1, 12) if random.random() < 0.5 else None)


def _name(random: Random, scripts: bool) -> str:
    dice = random.random()
    if scripts and dice < 0.01:
        return random.choice(_CJK_NAMES)
    if dice < 0.2:
        return random.choice(_ODD_NAMES)
    return f"{random.choice(_GIVEN)} {random.choice(_FAMILIES)}"


def _text(random: Random, least: int, most: int) -> str:
    parts = [
        random.choice(_FRAGMENTS) if random.random() < 0.3 else random.choice(_WORDS)
        for _ in range(random.randint(least, most))
    ]
    return "".join(part + random.choice((" ", " ", " ", " ", "", "-")) for part in parts)
