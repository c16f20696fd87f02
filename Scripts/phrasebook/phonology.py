"""Hungarian sounds as the morphology needs them: harmony, doubling, lengthening, the article."""

BACK, FRONT, ROUND = "back", "front", "round"

BACK_VOWELS = "aáoóuú"
ROUND_VOWELS = "öőüű"
UNROUNDED_VOWELS = "eéií"
VOWELS = BACK_VOWELS + ROUND_VOWELS + UNROUNDED_VOWELS
DIGRAPHS = ("dzs", "cs", "dz", "gy", "ly", "ny", "sz", "ty", "zs")


def harmony(word):
    """The harmony class of a word: any back vowel makes it back, otherwise the last vowel decides.

    Mixed words such as "október" that behave as front words name their class in the lexicon.
    """
    vowels = [letter for letter in word.lower() if letter in VOWELS]
    if any(vowel in BACK_VOWELS for vowel in vowels):
        return BACK
    return ROUND if vowels and vowels[-1] in ROUND_VOWELS else FRONT


def choose(klass, back, front, rounded=None):
    """The variant of a two-way or three-way suffix for a harmony class."""
    if klass == BACK:
        return back
    return rounded if klass == ROUND and rounded is not None else front


def ends_in_vowel(word):
    return word[-1].lower() in VOWELS


def lengthen(word):
    """Final a and e become á and é before most suffixes: alma, almá-."""
    return word[:-1] + {"a": "á", "e": "é"}.get(word[-1], word[-1])


def last_consonant(word):
    """The last consonant as it is written: "sz" for "busz", "r" for "bor"."""
    for digraph in DIGRAPHS:
        if word.lower().endswith(digraph):
            return digraph
    return word[-1].lower()


def double(word):
    """The word with its last consonant long: vonat, vonatt; busz, bussz; toll stays toll."""
    consonant = last_consonant(word)
    body = word[: len(word) - len(consonant)]
    if body and body[-1].lower() == consonant[0]:
        return word
    return body + consonant[0] + consonant


def article(phrase):
    """ "az" before a vowel sound, "a" otherwise; numbers in digits sound as they are read."""
    first = phrase[0].lower()
    if first.isdigit():
        number = ""
        for letter in phrase:
            if not letter.isdigit():
                break
            number += letter
        # egy, egymillió and ezer, öt, ötven and ötszáz begin with a vowel.
        vowel = first == "5" or (first == "1" and len(number) in (1, 4, 7))
        return "az" if vowel else "a"
    return "az" if first in VOWELS else "a"


def with_article(phrase):
    return article(phrase) + " " + phrase


def capitalised(sentence):
    return sentence[0].upper() + sentence[1:]
