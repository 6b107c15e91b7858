"""The weights of the traits, in nats: how much likelier a trait makes a cut than the other cuts of its line.

The numbers come from a conditional log-linear model (multinomial logistic regression over the cuts of a line,
with a Gaussian prior around values set by hand) fitted to labelled lines: real papers, and real titles joined
with the authors of other papers, deliberately awkward ones (acronyms, teams, initials, names written small)
among them, and titles and sentences without authors as lines that have no cut.  Traits that hardly occur keep
their hand-set value.  The comments say why a trait matters.
"""

from typing import Final

WEIGHTS: Final[dict[str, float]] = {
    # How many authors are shown.  With "et al." they are three; single authors are the exception.
    "names 1": -2.27, "names 2": -0.01, "names 3": 0.03, "et al with 1": -9.0, "et al with 2": -7.0,
    "et al with 3": 0.0,
    # The joint: two scripts meet nowhere else; names begin with capitals; a hyphen joins the halves of a word.
    "joint lower upper": 0.99, "joint upper upper": -1.71, "joint in capitals": -2.28,
    "joint digit": 0.01, "joint bracket": 0.67, "joint stop": 0.15, "joint quote": 0.28,
    "joint sign": 0.4, "joint apostrophe": -2.0, "joint hyphen": -7.39, "joint scripts": 3.31,
    "joint unicased": -0.34, "joint other": -3.44, "joint lower lower": -5.13, "joint other lower": -3.48,
    # Titles close their brackets, formulas and quotations.
    "open bracket": -8.0, "open maths": -8.0, "open quote": -3.0,
    # The last word of the title, whole: a word of titles, by the list, by its ending or by its sound.
    "end word": 1.54, "end word ending": 2.1, "end sounds word": 0.88, "end sounds neutral": -0.58,
    "end sounds name": 0.2, "end name": -0.64, "end digits": -0.15, "end capitals": -0.42,
    "end capitals short": -0.94, "end acronym": -0.11, "end camel": -1.11, "end camel word": -0.46,
    "end bare": -1.4, "title of one word": -1.16,
    # ... or not: too short, "the", "of", a lone letter.
    "end short": -2.03, "end letter": -1.22, "end function word": -2.99, "end function capital": -0.87,
    # The cut took half a name or word along: "ModelsChae|Hun", "R.|A. Fisher", "You|Tube", "5Hyun|Jin".
    "end half a name": -5.2, "end word and name": -5.31, "end hump and name": -3.92,
    "end capitals and name": -3.23, "end torn": -2.81, "end torn word": -2.2, "end capital tail": -0.93,
    "team torn": -0.48, "splits a word": -3.56, "longer word": -2.43,
    # Names have two full words as a rule; three come with initials or particles, one with initials.
    "words 0": -5.03, "words 1": -2.78, "words 1 and initials": 1.11, "words 2": 0.11, "words 3": -1.11,
    "words 4": -2.22, "words 5": -1.36, "too long": -9.06, "many initials": -2.0,
    "ends in initial": -2.31, "all lower": 4.99,
    # The shape of the words of a name.
    "shape name": 1.4, "shape hyphen": 0.49, "shape Mc": 1.25, "shape two syllables": 0.15,
    "shape initial": 0.51, "shape initials run": -1.23, "shape particle": 0.02, "shape suffix": -0.26,
    "shape unicased": 0.29, "shape capitals": -1.74, "shape shouted": -0.63, "shape lower": -3.55,
    "shape lower start": -4.14, "shape odd hump": -4.89, "shape double capital": -5.85,
    "shape word and hump": -6.01, "shape digits": -5.53, "shape punctuation": -4.86,
    "a function word": -3.32,
    # Their letters: known names, pinyin, diacritics; against them words of titles.  "word both" is in two lists.
    "word given": 2.13, "word family": 1.02, "given first": 1.51, "family last": 1.41,
    "word pinyin": 1.92, "diacritics": 0.93, "sound name": 0.13, "sound neutral": 0.37,
    "sound word": -0.17, "word both": -0.01, "word ending": -2.49, "word of titles": -2.07,
    # Teams have names of their own kind: whole camel words, words of titles, seldom more than two.
    "group known": 4.74, "group team": 2.46, "group perhaps": 0.14, "team known": 4.13, "team the": 1.76,
    "team of 1": 0.24, "team of 2": 0.45, "team of 3": -0.84, "team of 4": -0.89, "team title word": 0.11,
    "team lower": -2.25, "team camel": -1.91, "team odd": -4.17, "colon": 0.0,
    # A name that is known already (set by hand: it decides where the line alone leaves the cut open).
    "known": 4.0,
    # What a line weighs that has no cut, and a text that is no author list; an author list shows by its "et al.".
    "no cut": -5.25, "no list": 1.17, "list et al": 4.0,
}  # fmt: skip
