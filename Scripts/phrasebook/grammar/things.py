"""Indefinite objects and amounts: reading, buying, sending, needing."""

import english as en
import numerals
from grammar.core import an_object, asked, join, pattern, sentence, someone, subject
from grammar.setting import past_time
from lexicon import NOUNS, ROOTS, VERBS, nouns_of

SZERETNE = {"1s": "szeretnék", "2s": "szeretnél", "3s": "szeretne", "1p": "szeretnénk", "3p": "szeretnének"}
POSTPOSED = {"1s": "szükségem", "2s": "szükséged", "3s": "szüksége", "1p": "szükségünk", "3p": "szükségük"}
MASSES = nouns_of("grocery", "drink", "grocery-plural", "sweet-mass")


ONGOING = ("repair", "translate", "photograph", "look for", "rent")  # done to the end, they take a prefix


def activity(dice, ongoing=False):
    """A verb and an object that suits it; `ongoing` for what is happening now."""
    verb = dice.choice([verb for verb in VERBS["imperfective"] if ongoing or verb.english not in ONGOING])
    noun = dice.choice(nouns_of(*verb.objects))
    return verb, noun


@pattern(5)
def doing_now(dice):
    """I am reading a book right now: most egy könyvet olvasok."""
    who, (verb, noun) = subject(dice), activity(dice, ongoing=True)
    object_en, object_hu = an_object(dice, noun)
    return sentence(
        f"{who.en} {who.be} {en.ing(verb.english)} {object_en} right now",
        join(who.hu, "most", object_hu, verb.root.present(who.person)),
    )


@pattern(4)
def did_something(dice):
    """Yesterday I bought a book: tegnap vettem egy könyvet."""
    who, (verb, noun), (when_en, when_hu) = subject(dice), activity(dice), past_time(dice)
    object_en, object_hu = an_object(dice, noun)
    return sentence(
        join(who.en, en.past(verb.english), object_en, when_en),
        join(who.hu, when_hu, verb.root.past(who.person), object_hu),
    )


@pattern(3)
def would_like_something(dice):
    who, (verb, noun) = subject(dice), activity(dice)
    object_en, object_hu = an_object(dice, noun)
    return sentence(
        f"{who.en} would like to {verb.english} {object_en}",
        join(who.hu, SZERETNE[who.person], verb.root.infinitive(), object_hu),
    )


@pattern(2)
def what_did(dice):
    who, verb = asked(dice), dice.choice(VERBS["imperfective"])
    kind = dice.pick("past", "now", "want")
    if kind == "past":
        return sentence(f"what did {who.en} {verb.english}", f"mit {join(verb.root.past(who.person), who.hu)}", "?")
    if kind == "now":
        return sentence(
            f"what {who.be} {who.en} {en.ing(verb.english)}", f"mit {join(verb.root.present(who.person), who.hu)}", "?"
        )
    return sentence(
        f"what would {who.en} like to {verb.english}",
        f"mit {join(SZERETNE[who.person], verb.root.infinitive(), who.hu)}",
        "?",
    )


@pattern(2.5)
def not_any(dice):
    """I didn't buy any books: nem vettem könyvet."""
    who, (verb, noun) = subject(dice), activity(dice)
    uncounted = noun.english in UNCOUNTED or noun.english.endswith(
        ("shoes", "sunglasses", "gloves", "boots", "trousers")
    )
    plural = noun.english if uncounted else en.plural(noun.english)
    return sentence(
        f"{who.en} didn't {verb.english} any {plural}",
        join(who.hu, "nem", verb.root.past(who.person), noun.case("accusative")),
    )


UNCOUNTED = ("soup", "goulash", "fish", "chicken", "stew", "salad")
COUNTED = [
    verb for verb in VERBS["imperfective"] if verb.english in ("buy", "read", "write", "eat", "order", "send", "bake")
]


@pattern(3.5)
def counted(dice):
    """I bought two books: két könyvet vettem (singular after a number)."""
    who, verb, number = subject(dice), dice.choice(COUNTED), dice.randint(2, 10)
    noun = dice.choice(nouns_of(*verb.objects))
    while "clothes-pair" in noun.classes or noun.english in ("sunglasses",):
        noun = dice.choice(nouns_of(*verb.objects))
    return sentence(
        f"{who.en} {en.past(verb.english)} {numerals.english(number)} {en.plural(noun.english)}",
        join(who.hu, numerals.hungarian(number, True), noun.case("accusative"), verb.root.past(who.person)),
    )


GIFTS = nouns_of("gift") + nouns_of("clothes", "clothes-pair")
TO_SOMEONE = [
    ("bought", "for", "vesz", GIFTS),
    ("wrote", "to", "ír", nouns_of("sendable", "writable")),
    ("sent", "to", "küld", nouns_of("sendable", "gift")),
    ("brought", "for", "hoz", GIFTS),
]


@pattern(4)
def something_for_someone(dice):
    """I bought a book for Anna: vettem Annának egy könyvet."""
    who, (to_en, to_hu) = subject(dice), someone(dice, "dative")
    past_en, preposition, root, nouns = dice.choice(TO_SOMEONE)
    if past_en == "wrote":
        nouns = [NOUNS[name] for name in ("letter", "message", "postcard", "poem")]
    object_en, object_hu = an_object(dice, dice.choice(nouns))
    if who.en == to_en:
        to_en, to_hu = "the children", "a gyerekeknek"
    return sentence(
        f"{who.en} {past_en} {object_en} {preposition} {to_en}",
        join(who.hu, ROOTS[root].past(who.person), to_hu, object_hu),
    )


@pattern(2.5)
def got_from(dice):
    who, (from_en, from_hu) = subject(dice), someone(dice, "ablative")
    if who.en == from_en:
        from_en, from_hu = "a friend", "egy baráttól"
    object_en, object_hu = an_object(dice, dice.choice(nouns_of("gift", "sendable")))
    return sentence(
        f"{who.en} got {object_en} from {from_en}", join(who.hu, ROOTS["kap"].past(who.person), from_hu, object_hu)
    )
