"""Hungarian adjectives: plural of the predicate, comparative, superlative, adverb."""

from phonology import choose, ends_in_vowel, harmony, lengthen


class Adjective:
    """`comparative`, `plural`, `adverb` override what the rules say (szép: szebb, szépen; nagy: nagyobb)."""

    def __init__(
        self,
        word,
        english,
        classes=(),
        comparative=None,
        plural=None,
        adverb=None,
        attributive=None,
        harmony_class=None,
    ):
        self.word, self.english, self.classes = word, english, frozenset(classes)
        self.attributive = attributive or word  # before a noun: egy kis szoba, but a szoba kicsi
        self.klass = harmony_class or harmony(word)
        self._comparative, self._plural, self._adverb = comparative, plural, adverb

    def __repr__(self):
        return f"Adjective({self.word})"

    def plural(self):
        """The predicate agrees in number: a szobák drágák, szépek, olcsók, régiek."""
        if self._plural:
            return self._plural
        if ends_in_vowel(self.word):
            if self.word[-1] in "iíúű":
                return self.word + choose(self.klass, "ak", "ek")
            return lengthen(self.word) + "k"
        return self.word + choose(self.klass, "ak", "ek")

    def comparative(self):
        if self._comparative:
            return self._comparative
        if ends_in_vowel(self.word):
            return lengthen(self.word) + "bb"
        return self.word + choose(self.klass, "abb", "ebb")

    def superlative(self):
        return "leg" + self.comparative()

    def adverb(self):
        if self._adverb:
            return self._adverb
        if ends_in_vowel(self.word):
            return lengthen(self.word) + "n"
        return self.word + choose(self.klass, "an", "en")
