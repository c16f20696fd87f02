"""Giving things to people, and doing things for one's own relatives."""

from grammar.actions import AKAR, FOG, Action
from grammar.core import FAMILY, OWNERS, PERSON_OWNER, join, pattern, sentence, someone, subject, the_object
from grammar.setting import past_time
from lexicon import LexicalVerb, ROOTS, VERBS, nouns_of
from phonology import with_article

GIVING = [
    ("gave", "give", "oda", "ad"),
    ("showed", "show", "meg", "mutat"),
    ("sold", "sell", "el", "ad"),
    ("returned", "return", "vissza", "ad"),
    ("lent", "lend", "kölcsön", "ad"),
]


@pattern(5)
def gave_to(dice):
    """I gave the key to Anna: odaadtam a kulcsot Annának."""
    who, (to_en, to_hu) = subject(dice), someone(dice, "dative")
    past_en, base_en, prefix, root = dice.choice(GIVING)
    if who.en == to_en:
        to_en, to_hu = "the teacher", "a tanárnak"
    noun = dice.choice(nouns_of("thing") if base_en != "sell" else nouns_of("sellable"))
    if base_en == "lend" and "document" in noun.classes:
        noun = dice.choice(nouns_of("text"))
    what = Action(LexicalVerb(prefix, ROOTS[root], base_en), *the_object(dice, noun, owner_chance=0.15))
    kind = dice.pick("past", "past", "past", "will", "not", "want")
    if kind == "past":
        return sentence(
            f"{who.en} {past_en} {what.eo} to {to_en}",
            join(who.hu, what.before(what.root.past(who.person, True)), to_hu),
        )
    if kind == "will":
        return sentence(f"{who.en} will {what.en} to {to_en}", join(who.hu, what.split(FOG[who.person]), to_hu))
    if kind == "want":
        return sentence(
            join(who.en, who.present("want"), "to", what.en, "to", to_en),
            join(who.hu, what.split(AKAR.present(who.person, True)), to_hu),
        )
    return sentence(
        f"{who.en} didn't {what.en} to {to_en}",
        join(who.hu, "nem", what.after(what.root.past(who.person, True)), to_hu),
    )


SPOUSE = {"his": "husband", "her": "wife"}  # what the subject does not have


@pattern(2.5)
def own_relative(dice):
    """Anna called her mother yesterday: the possessor is the subject."""
    who, noun, (when_en, when_hu) = subject(dice, family=0), dice.choice(FAMILY), past_time(dice, none=0.2)
    while "spouse" in noun.classes and (who.owner in ("our", "their") or SPOUSE.get(who.owner) == noun.english):
        noun = dice.choice(FAMILY)
    verb = dice.choice(VERBS["people"])
    owner = who.owner
    what = Action(
        verb,
        f"{owner} {noun.english}",
        with_article(noun.possessed(PERSON_OWNER[who.person] if who.is_pronoun else OWNERS[owner], "accusative")),
    )
    return sentence(
        join(who.en, what.en_past, when_en), join(who.hu, when_hu, what.before(what.root.past(who.person, True)))
    )
