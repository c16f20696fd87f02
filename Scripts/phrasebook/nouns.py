"""Hungarian nouns: plural, cases and possessive forms.

A noun is its dictionary form and what a rule cannot know:
  stem  the stem before linking vowels (bokor: bokr, kéz: kez, ló: lov)
  low   the linking vowel is low (ház: házak, házat; könyv: könyvet, könyvek)
  acc   the accusative, where it is irregular (ló: lovat, pénz: pénzt)
  his   the third person possessive (jegy: jegye, kabát: kabátja)
  on    the superessive, where it is irregular (étterem: éttermen, tó: tavon)
  my, your, our  possessive forms that no stem gives (fiú: fiam, fiad, fiunk)
  harmony  back, front or round, for mixed words (október: front)
"""

from phonology import BACK, FRONT, ROUND, ROUND_VOWELS, VOWELS
from phonology import choose, double, ends_in_vowel, harmony, last_consonant, lengthen

# Suffixes that begin with a consonant: the same stem, only a final a or e is lengthened.
CONSONANT_SUFFIXES = {
    "dative": ("nak", "nek"),
    "inessive": ("ban", "ben"),
    "illative": ("ba", "be"),
    "elative": ("ból", "ből"),
    "sublative": ("ra", "re"),
    "delative": ("ról", "ről"),
    "adessive": ("nál", "nél"),
    "allative": ("hoz", "hez", "höz"),
    "ablative": ("tól", "től"),
    "terminative": ("ig", "ig"),
    "causal": ("ért", "ért"),
}

# After a vowel and one of these the accusative needs no linking vowel: bort, asztalt, levest.
BARE_ACCUSATIVE = ("n", "ny", "l", "ly", "r", "s", "sz", "z", "zs", "j")


def attach(word, klass, case, low=True):
    """A case ending on a finished word form (a possessed or plural form, or a plain stem)."""
    if case == "nominative":
        return word
    if case == "accusative":
        if ends_in_vowel(word):
            return lengthen(word) + "t"
        return word + choose(klass, "at" if low else "ot", "et", "et" if low else "öt")
    if case == "instrumental":
        if ends_in_vowel(word):
            return lengthen(word) + choose(klass, "val", "vel")
        return double(word) + choose(klass, "al", "el")
    if case == "superessive":
        if ends_in_vowel(word):
            return lengthen(word) + "n"
        return word + choose(klass, "on", "en", "ön")
    return lengthen(word) + choose(klass, *CONSONANT_SUFFIXES[case])


def class_of_form(form, stem_class):
    """The harmony of a finished form: back stays back, else the last vowel decides (könyvek: unrounded)."""
    if stem_class == BACK:
        return BACK
    last = [letter for letter in form if letter in VOWELS][-1]
    return ROUND if last in ROUND_VOWELS else FRONT


class Noun:
    """One noun with all its forms; `english` and `classes` come from the lexicon."""

    def __init__(
        self,
        word,
        english="",
        classes=(),
        stem=None,
        low=False,
        acc=None,
        his=None,
        on=None,
        harmony_class=None,
        english_plural=None,
        at=None,
        possessed=None,
    ):
        self.word, self.english, self.classes = word, english, frozenset(classes)
        self.stem = stem or lengthen(word)
        self.low, self.his_form, self.on_form = low, his, on
        self.klass = harmony_class or harmony(word)
        self.accusative_form = acc
        self.english_plural = english_plural
        self.possessed_forms = possessed or {}
        self.at = at  # the English preposition of a place: "in the shop", "at the station"

    def __repr__(self):
        return f"Noun({self.word})"

    def _linked(self, ending):
        """The stem, a linking vowel where one is needed, and -k, -m or -d."""
        if ends_in_vowel(self.stem):
            return self.stem + ending
        link = choose(self.klass, "a", "e") if self.low else choose(self.klass, "o", "e", "ö")
        return self.stem + link + ending

    def plural(self, case="nominative"):
        form = self._linked("k")
        return attach(form, class_of_form(form, self.klass), case)

    def case(self, case):
        if case == "accusative":
            return self._accusative()
        if case == "superessive" and self.on_form:
            return self.on_form
        return attach(self.word, self.klass, case)

    def _accusative(self):
        if self.accusative_form:
            return self.accusative_form
        bare = last_consonant(self.word) in BARE_ACCUSATIVE
        if bare and not self.low and self.stem == self.word:
            before = self.word[: -len(last_consonant(self.word))]
            if before and ends_in_vowel(before):
                return self.word + "t"
        return self._linked("t")

    def possessed(self, person, case="nominative"):
        """The noun with the possessor's ending: my könyvem, your könyved, his könyve, our könyvünk, their könyvük."""
        form = self._possessed_nominative(person)
        return attach(form, class_of_form(form, self.klass), case)

    def _possessed_nominative(self, person):
        if person in self.possessed_forms:
            return self.possessed_forms[person]
        if person == "my":
            return self._linked("m")
        if person == "your":
            return self._linked("d")
        if person == "our":
            if ends_in_vowel(self.stem):
                return self.stem + "nk"
            return self.stem + choose(self.klass, "unk", "ünk")
        if self.his_form is None:
            raise ValueError(f"{self.word}: the lexicon does not say its third person possessive (his=)")
        if person == "his":
            return self.his_form
        return self.his_form[:-1] + choose(self.klass, "uk", "ük")
