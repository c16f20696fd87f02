"""Hungarian verbs: both conjugations in the present and the past, imperatives, infinitives with a person.

A verb is its stem and what a rule cannot know; irregular verbs name whole forms. Persons are "1s" … "3p".
`definite` is the conjugation for a definite object (látom a házat), the other one is for all else (látok egy házat).
"""

from phonology import BACK, choose, double, ends_in_vowel, harmony, last_consonant

SIBILANTS = ("s", "sz", "z", "dz")
PAST_WITHOUT_VOWEL = ("n", "ny", "l", "ly", "r", "j")


class Verb:
    """One verb without its prefix.

    ik       the third person ends in -ik (dolgozik)
    link     a linking vowel before -sz, -nak, -ni (mondasz, segítenek, érteni)
    past     "t" (vár: várt-am, várt), "ott" (olvas: olvast-am, olvasott), "ottam" (tanít: tanított-am, tanított)
    imperative, forms   irregular pieces: {"present 2s": "mész", …}
    """

    def __init__(
        self,
        stem,
        ik=False,
        link=None,
        past=None,
        imperative=None,
        harmony_class=None,
        infinitive=None,
        past_stem=None,
        past_3s=None,
        forms=None,
    ):
        self.stem, self.ik, self.forms = stem, ik, forms or {}
        self.klass = harmony_class or harmony(stem)
        self.consonant = last_consonant(stem)
        self.link = self._needs_link() if link is None else link
        self.past_kind = past or self._past_kind()
        self.past_stem, self.past_3s = past_stem or self._past_stem(), past_3s or self._past_3s()
        self.imperative_stem = imperative or self._imperative_stem()
        self._infinitive = infinitive

    def pick(self, back, front, rounded=None):
        return choose(self.klass, back, front, rounded)

    # What rules know about a stem.

    def _needs_link(self):
        """Two consonants or -ít at the end: mond-asz, segít-esz; long consonants too."""
        before = self.stem[: -len(self.consonant)]
        return self.stem.endswith("ít") or (bool(before) and not ends_in_vowel(before))

    def _past_kind(self):
        if self.consonant in PAST_WITHOUT_VOWEL:
            return "t"
        short_t = self.consonant == "t" and sum(letter in "aáeéiíoóöőuúüű" for letter in self.stem) == 1
        return "ottam" if self.link or (short_t and self.stem != "lát") else "ott"

    def _past_stem(self):
        vowel = self.pick("o", "e", "ö") if self.past_kind == "ottam" else ""
        return self.stem + vowel + ("tt" if vowel else "t")

    def _past_3s(self):
        if self.past_kind == "t":
            return self.stem + "t"
        return self.stem + self.pick("ott", "ett", "ött")

    def _imperative_stem(self):
        if self.consonant in SIBILANTS:
            return double(self.stem)
        if self.consonant == "t":
            before = self.stem[-2]
            if before in "aeiouöü" or self.stem == "lát":
                return self.stem[:-1] + "ss"
            return self.stem + "s"
        return self.stem + "j"

    # Forms.

    def infinitive(self):
        return self._infinitive or self.stem + (self.pick("ani", "eni") if self.link else "ni")

    def infinitive_of(self, person):
        """The infinitive with a person, as "kell" wants it: dolgoznom kell, mennie kell."""
        stem = self.infinitive()[:-1]
        endings = {
            "1s": self.pick("om", "em", "öm"),
            "2s": self.pick("od", "ed", "öd"),
            "3s": self.pick("ia", "ie"),
            "1p": self.pick("unk", "ünk"),
            "2p": self.pick("otok", "etek", "ötök"),
            "3p": self.pick("iuk", "iük"),
        }
        return stem + endings[person]

    def present(self, person, definite=False):
        key = f"present {'definite ' if definite else ''}{person}"
        if key in self.forms:
            return self.forms[key]
        return self._present_definite(person) if definite else self._present_indefinite(person)

    def _present_indefinite(self, person):
        stem, link = self.stem, self.link
        if person == "1s":
            return stem + (self.pick("om", "em", "öm") if self.ik else self.pick("ok", "ek", "ök"))
        if person == "2s":
            if self.consonant in SIBILANTS:
                return stem + self.pick("ol", "el", "öl")
            return stem + (self.pick("asz", "esz") if link else "sz")
        if person == "3s":
            return stem + ("ik" if self.ik else "")
        if person == "1p":
            return stem + self.pick("unk", "ünk")
        if person == "2p":
            return stem + (self.pick("otok", "etek", "ötök") if link else self.pick("tok", "tek", "tök"))
        return stem + (self.pick("anak", "enek") if link else self.pick("nak", "nek"))

    def _present_definite(self, person):
        stem = self.stem
        if person == "1s":
            return stem + self.pick("om", "em", "öm")
        if person == "2s":
            return stem + self.pick("od", "ed", "öd")
        j = double(stem) if self.consonant in SIBILANTS else stem + "j"
        if person == "1p":
            return j + self.pick("uk", "ük")
        back = {"3s": "a", "2p": "átok", "3p": "ák"}
        front = {"3s": "i", "2p": "itek", "3p": "ik"}
        return j + back[person] if self.klass == BACK else stem + front[person]

    def past(self, person, definite=False):
        if not definite and person == "3s":
            return self.past_3s
        indefinite_endings = {
            "1s": ("am", "em"),
            "2s": ("ál", "él"),
            "1p": ("unk", "ünk"),
            "2p": ("atok", "etek"),
            "3p": ("ak", "ek"),
        }
        definite_endings = {
            "1s": ("am", "em"),
            "2s": ("ad", "ed"),
            "3s": ("a", "e"),
            "1p": ("uk", "ük"),
            "2p": ("átok", "étek"),
            "3p": ("ák", "ék"),
        }
        return self.past_stem + self.pick(*(definite_endings if definite else indefinite_endings)[person])

    def i_to_you(self, past=False):
        """First person with "you" as the object: látlak, szeretlek, vártalak."""
        if past:
            return self.past_stem + self.pick("alak", "elek")
        return self.stem + (self.pick("alak", "elek") if self.link else self.pick("lak", "lek"))

    def potential(self, person):
        """May do (definite): kinyithatom, megveheti."""
        stem = self.forms.get("potential") or self.stem + self.pick("hat", "het")
        back = self.klass == BACK
        endings = {"1s": ("om", "em"), "2s": ("od", "ed"), "3s": ("ja", "i"), "1p": ("juk", "jük"), "3p": ("ják", "ik")}
        return stem + endings[person][0 if back else 1]

    def subjunctive(self, person):
        """With a definite object: becsukjam? (shall I?), csukjuk be! (let us)."""
        endings = {"1s": ("am", "em"), "1p": ("uk", "ük")}
        return self.imperative_stem + self.pick(*endings[person])

    def subjunctive_indefinite_1p(self):
        """Let us, without a definite object: menjünk, sétáljunk."""
        return self.imperative_stem + self.pick("unk", "ünk")

    def imperative(self, definite=False, polite=False):
        """ "Várj!", "Várd meg!" to a friend, "várjon", "várja meg" politely."""
        key = f"imperative {'definite ' if definite else ''}{'polite' if polite else '2s'}"
        if key in self.forms:
            return self.forms[key]
        stem = self.imperative_stem
        if polite:
            return stem + (self.pick("a", "e") if definite else self.pick("on", "en", "ön"))
        if not definite:
            return stem
        if self.consonant == "t":
            return (stem[:-1] if stem.endswith("ss") else stem) + "d"
        return self.stem + "d"


def _sz_verb(stem, past_stem, past_3s, infinitive, imperative_stem, imperative_definite, ik=False, forms=None):
    """vesz, visz, tesz, eszik, iszik: venni, vett, vegyen, vedd."""
    back = harmony(stem) == BACK or stem == "isz"
    klass = BACK if back else "front"
    own = {
        "potential": stem[:-2] + ("hat" if back else "het"),
        "imperative 2s": imperative_stem + ("ál" if back else "él"),
        "imperative definite 2s": imperative_definite,
    }
    return Verb(
        stem,
        ik=ik,
        link=False,
        past_stem=past_stem,
        past_3s=past_3s,
        infinitive=infinitive,
        imperative=imperative_stem,
        harmony_class=klass,
        forms={**own, **(forms or {})},
    )


IRREGULAR = {
    "vesz": _sz_verb("vesz", "vett", "vett", "venni", "vegy", "vedd"),
    "tesz": _sz_verb("tesz", "tett", "tett", "tenni", "tegy", "tedd"),
    "visz": _sz_verb("visz", "vitt", "vitt", "vinni", "vigy", "vidd"),
    "eszik": _sz_verb("esz", "ett", "evett", "enni", "egy", "edd", ik=True),
    "iszik": _sz_verb("isz", "itt", "ivott", "inni", "igy", "idd", ik=True),
    "megy": Verb(
        "megy",
        link=False,
        past_stem="ment",
        past_3s="ment",
        infinitive="menni",
        imperative="menj",
        forms={"present 2s": "mész", "present 2p": "mentek", "present 3p": "mennek"},
    ),
    "jön": Verb(
        "jöv",
        link=False,
        past_stem="jött",
        past_3s="jött",
        infinitive="jönni",
        imperative="jöjj",
        forms={
            "present 2s": "jössz",
            "present 3s": "jön",
            "present 2p": "jöttök",
            "present 3p": "jönnek",
            "imperative 2s": "gyere",
        },
    ),
    "van": Verb(
        "vagy",
        link=False,
        past_stem="volt",
        past_3s="volt",
        infinitive="lenni",
        imperative="legy",
        forms={
            "present 2s": "vagy",
            "present 3s": "van",
            "present 3p": "vannak",
            "present 2p": "vagytok",
            "imperative 2s": "legyél",
            "imperative polite": "legyen",
        },
    ),
    "lesz": Verb("lesz", link=False, past_stem="lett", past_3s="lett", infinitive="lenni", imperative="legy"),
    "alszik": Verb("alsz", ik=True, past_stem="aludt", past_3s="aludt", infinitive="aludni", imperative="aludj"),
    "fekszik": Verb("feksz", ik=True, past_stem="feküdt", past_3s="feküdt", infinitive="feküdni", imperative="feküdj"),
    "hisz": _sz_verb("hisz", "hitt", "hitt", "hinni", "higgy", "hidd"),
    "játszik": Verb("játsz", ik=True, past_stem="játszott", past_3s="játszott"),
}
