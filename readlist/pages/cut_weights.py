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
    "names 1": -2.23, "names 2": 0.02, "names 3": 0.0, "et al with 1": -9.0, "et al with 2": -7.0,
    "et al with 3": 0.0,
    # The joint: two scripts meet nowhere else; names begin with capitals; a hyphen joins halves.
    "joint lower upper": 1.34, "joint upper upper": -1.85, "joint in capitals": -2.51,
    "joint digit": 0.16, "joint bracket": 0.62, "joint stop": 0.18, "joint quote": 0.36,
    "joint sign": 0.4, "joint apostrophe": -2.0, "joint hyphen": -7.35, "joint scripts": 3.26,
    "joint unicased": -0.27, "joint other": -3.44, "joint lower lower": -5.55, "joint other lower": -3.26,
    # Titles close their brackets, formulas and quotations.
    "open bracket": -8.0, "open maths": -8.0, "open quote": -3.0,
    # The last word of the title, whole: a word of titles, by the list, by its ending or by its sound.
    "end word": 1.58, "end word ending": 2.73, "end sounds word": -0.13, "end sounds neutral": -0.9,
    "end sounds name": -0.52, "end name": -0.12, "end digits": -0.28, "end capitals": -0.3,
    "end capitals short": -0.88, "end acronym": 0.05, "end camel": -0.55, "end camel word": -0.63,
    "end bare": -1.34, "title of one word": -1.11,
    # ... or not: too short, "the", "of", a lone letter.
    "end short": -1.63, "end letter": -1.61, "end function word": -2.48, "end function capital": -0.62,
    # The cut took half a name or word along: "ModelsChae|Hun", "R.|A. Fisher", "You|Tube", "5Hyun|Jin".
    "end half a name": -5.24, "end word and name": -5.42, "end hump and name": -4.07,
    "end capitals and name": -3.71, "end torn": -2.65, "end torn word": -2.08, "end capital tail": -0.53,
    "joint before": -1.53, "team torn": -0.41, "splits a word": -4.8, "longer word": -2.4,
    # Names have two full words as a rule; three come with initials or particles, one with initials.
    "words 0": -5.03, "words 1": -2.78, "words 1 and initials": 1.24, "words 2": 0.22, "words 3": -0.96,
    "words 4": -2.59, "words 5": -1.51, "too long": -9.07, "many initials": -2.0,
    "ends in initial": -2.33, "shouts one name": -1.23, "all lower": 4.94,
    # The shape of the words of a name.
    "shape name": 1.36, "shape hyphen": 0.41, "shape Mc": 1.17, "shape two syllables": -0.08,
    "shape initial": 0.58, "shape initials run": -1.1, "shape particle": -0.1, "shape suffix": -0.03,
    "shape unicased": 0.3, "shape capitals": -1.74, "shape shouted": -0.13, "shape lower": -3.72,
    "shape lower start": -4.15, "shape odd hump": -4.83, "shape double capital": -6.04,
    "shape word and hump": -6.0, "shape digits": -5.59, "shape punctuation": -4.36,
    "a function word": -3.49,
    # Their letters: known names, pinyin, diacritics; against them words of titles ("word both": both).
    "word given": 2.11, "word family": 0.93, "given first": 1.4, "family last": 1.4, "word pinyin": 2.06,
    "diacritics": 0.99, "sound name": 0.06, "sound neutral": 0.43, "sound word": -0.11,
    "word both": -0.05, "word ending": -2.79, "word of titles": -2.05,
    # Teams have names of their own kind: whole camel words, words of titles, seldom more than two.
    "group known": 4.97, "group team": 2.62, "group perhaps": 0.17, "team known": 3.81, "the team": 4.55,
    "team in title": 2.98, "team the": 1.7, "team of 1": 0.33, "team of 2": 0.03, "team of 3": -0.31,
    "team of 4": -0.93, "team title word": 0.18, "team lower": -2.18, "team digits": -1.76,
    "team camel": -1.63, "team letter": -1.65, "team odd": -4.17, "colon": 0.0,
    # A name that is known already (set by hand: it decides where the line alone leaves the cut open).
    "known": 4.0,
    # What a line weighs that has no cut, and a text that is no author list; a list shows by its "et al.".
    "no cut": -5.28, "no list": 1.07, "list et al": 4.0,
}  # fmt: skip
