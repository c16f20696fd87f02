"""Names and polite requests."""

import english as en
from grammar.core import FAMILY, MEN, NAMES, WOMEN, pattern, sentence
from lexicon import NOUNS, nouns_of
from phonology import with_article


@pattern(3)
def names(dice):
    """My sister is called Anna: a nővéremet Annának hívják; this is my friend Péter."""
    name = dice.choice(WOMEN + MEN)
    noun = dice.choice(
        [
            noun
            for noun in FAMILY
            if ("female" in noun.classes) == (name in WOMEN) or not noun.classes & {"male", "female"}
        ]
    )
    owner = dice.pick("my", "your") if "spouse" in noun.classes else dice.pick("my", "your", "our")
    the_hu = with_article(noun.possessed(owner, "accusative"))
    kind = dice.pick("called", "what", "who", "pet")
    if kind == "called":
        return sentence(f"{owner} {noun.english} is called {name}", f"{the_hu} {NAMES[name].case('dative')} hívják")
    if kind == "pet":
        pet = dice.choice(nouns_of("pet"))
        return sentence(
            f"what is your {pet.english} called",
            f"hogy hívják {with_article(pet.possessed('your', 'accusative'))}",
            "?",
        )
    if kind == "what":
        return sentence(
            f"what is your {noun.english} called",
            f"hogy hívják {with_article(noun.possessed('your', 'accusative'))}",
            "?",
        )
    return sentence(f"{name} is {owner} {noun.english}", f"{name} {with_article(noun.possessed(owner))}")


@pattern(2)
def politeness(dice):
    """Set phrases of courtesy with one thing that changes."""
    thing = dice.choice(nouns_of("thing", "dishes", "medical", "lookable"))
    the_hu = with_article(thing.case("accusative"))
    kind = dice.pick("give", "show", "thank", "bring", "sorry")
    if kind == "give":
        return sentence(f"please give me the {thing.english}", f"kérem, adja ide {the_hu}")
    if kind == "show":
        return sentence(
            f"could you show me the {thing.english}, please", f"meg tudná mutatni nekem {the_hu}, kérem", "?"
        )
    if kind == "thank":
        present = dice.choice(nouns_of("gift", "meal", "sendable", "sweet"))
        return sentence(f"thank you for the {present.english}", f"köszönöm {with_article(present.case('accusative'))}")
    if kind == "bring":
        tableware = dice.choice(nouns_of("dishes") + [NOUNS["towel"], NOUNS["blanket"], NOUNS["pillow"]])
        return sentence(
            f"could you bring me {en.a(tableware.english)}, please",
            f"tudna hozni nekem egy {tableware.case('accusative')}, kérem",
            "?",
        )
    return sentence(f"I am sorry, I forgot the {thing.english}", f"sajnálom, elfelejtettem {the_hu}")
