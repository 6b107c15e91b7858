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
    "joint lower upper": 1.35, "joint upper upper": -1.97, "joint in capitals": -2.35,
    "joint digit": 0.21, "joint bracket": 0.63, "joint stop": 0.21, "joint quote": 0.33,
    "joint sign": 0.4, "joint apostrophe": -2.0, "joint hyphen": -7.34, "joint scripts": 3.26,
    "joint unicased": -0.28, "joint other": -3.4, "joint lower lower": -5.66, "joint other lower": -3.31,
    # Titles close their brackets, formulas and quotations.
    "open bracket": -8.0, "open maths": -8.0, "open quote": -3.0,
    # The last word of the title, whole: a word of titles, by the list, by its ending or by its sound.
    "end word": 1.67, "end word ending": 2.78, "end sounds word": -0.07, "end sounds neutral": -0.89,
    "end sounds name": -0.49, "end name": -0.13, "end digits": -0.31, "end capitals": -0.31,
    "end capitals short": -0.81, "end acronym": 0.04, "end camel": -0.54, "end camel word": -0.55,
    "end bare": -1.34, "title of one word": -1.09,
    # ... or not: too short, "the", "of", a lone letter.
    "end short": -1.77, "end letter": -1.53, "end function word": -2.48, "end function capital": -0.71,
    # The cut took half a name or word along: "ModelsChae|Hun", "R.|A. Fisher", "You|Tube", "5Hyun|Jin".
    "end half a name": -5.25, "end word and name": -5.4, "end hump and name": -4.06,
    "end capitals and name": -3.75, "end torn": -2.72, "end torn word": -2.26, "end capital tail": -0.61,
    "joint before": -1.59, "team torn": -0.48, "splits a word": -4.61, "longer word": -2.39,
    # Names have two full words as a rule; three come with initials or particles, one with initials.
    "words 0": -5.04, "words 1": -2.79, "words 1 and initials": 1.13, "words 2": 0.22, "words 3": -1.3,
    "words 4": -2.16, "words 5": -1.49, "too long": -9.08, "many initials": -2.0,
    "ends in initial": -2.34, "shouts one name": -1.26, "all lower": 4.91,
    # The shape of the words of a name.
    "shape name": 1.32, "shape hyphen": 0.44, "shape Mc": 1.15, "shape two syllables": -0.06,
    "shape initial": 0.71, "shape initials run": -1.18, "shape particle": -0.06, "shape suffix": -0.23,
    "shape unicased": 0.3, "shape capitals": -1.75, "shape shouted": -0.23, "shape lower": -3.72,
    "shape lower start": -4.11, "shape odd hump": -4.85, "shape double capital": -5.9,
    "shape word and hump": -6.0, "shape digits": -5.6, "shape punctuation": -4.93,
    "a function word": -3.46,
    # Their letters: known names, pinyin, diacritics; against them words of titles ("word both": both).
    "word given": 2.1, "word family": 0.93, "given first": 1.4, "family last": 1.4,
    "word pinyin": 2.04, "diacritics": 0.98, "sound name": 0.03, "sound neutral": 0.43,
    "sound word": -0.06, "word both": -0.05, "word ending": -2.78, "word of titles": -1.99,
    # Teams have names of their own kind: whole camel words, words of titles, seldom more than two.
    "group known": 4.98, "group team": 2.5, "group perhaps": 0.19, "team known": 3.99, "team the": 1.43,
    "team of 1": 0.3, "team of 2": 0.28, "team of 3": -0.73, "team of 4": -0.86, "team title word": 0.23,
    "team lower": -2.26, "team digits": -1.76, "team camel": -1.92, "team odd": -4.21, "colon": 0.0,
    # A name that is known already (set by hand: it decides where the line alone leaves the cut open).
    "known": 4.0,
    # What a line weighs that has no cut, and a text that is no author list; a list shows by its "et al.".
    "no cut": -5.29, "no list": 1.05, "list et al": 4.0,
}  # fmt: skip
