"""Having and belonging: van egy könyvem, nincs autóm, kié ez a táska, a nővérem autója."""

import english as en
import numerals
from grammar.core import (
    FAMILY,
    NAMES,
    OWNERS,
    PERSON_OWNER,
    asked,
    described,
    fitting_adjective,
    join,
    named_subject,
    pattern,
    sentence,
    someone,
    subject,
)
from lexicon import NOUNS, ROOTS, nouns_of
from phonology import with_article

OWN = [
    noun
    for noun in nouns_of("thing", "clothes", "vehicle", "home", "device", "pet", "furniture", "dishes")
    if noun.english not in ("heating", "train", "bus", "tram", "plane", "ship", "present", "sunglasses")
]
COUNTABLE_FAMILY = nouns_of("countable") + [NOUNS["child"]]
MINE = {
    "my": ("mine", "az enyém"),
    "your": ("yours", "a tiéd"),
    "his": ("his", "az övé"),
    "her": ("hers", "az övé"),
    "our": ("ours", "a miénk"),
    "their": ("theirs", "az övék"),
}


def owned(noun, who):
    return noun.possessed(PERSON_OWNER[who.person])


@pattern(5)
def have(dice):
    """I have a red car: van egy piros autóm; Anna has a dog: Annának van egy kutyája."""
    who, noun = subject(dice), dice.choice(OWN)
    adjective_en, adjective_hu = described(dice, noun, 0.4)
    kind = dice.pick("has", "has", "had", "will")
    verb_en, verb_hu = {"has": (who.have, "van"), "had": ("had", "volt"), "will": ("will have", "lesz")}[kind]
    return sentence(
        f"{who.en} {verb_en} {en.a(adjective_en + noun.english)}",
        join(who.dative, verb_hu, "egy", adjective_hu.strip(), owned(noun, who)),
    )


@pattern(4)
def have_not(dice):
    who, noun = subject(dice), dice.choice(OWN + COUNTABLE_FAMILY[:3])
    kind = dice.pick("present", "present", "past")
    if kind == "past":
        return sentence(f"{who.en} didn't have {en.a(noun.english)}", join(who.dative, "nem volt", owned(noun, who)))
    return sentence(f"{who.en} {who.do}n't have {en.a(noun.english)}", join(who.dative, "nincs", owned(noun, who)))


@pattern(3)
def do_you_have(dice):
    who, noun = asked(dice), dice.choice(OWN)
    adjective_en, adjective_hu = described(dice, noun, 0.25)
    return sentence(
        f"{who.do} {who.en} have {en.a(adjective_en + noun.english)}",
        join(who.dative, "van", adjective_hu.strip(), owned(noun, who)),
        "?",
    )


@pattern(3)
def have_several(dice):
    """We have two children: két gyerekünk van."""
    who, noun, number = subject(dice), dice.choice(COUNTABLE_FAMILY + OWN), dice.randint(2, 6)
    kind = dice.pick("have", "have", "ask", "many")
    plural = en.plural(noun.english)
    if kind == "ask":
        who = asked(dice)
        return sentence(
            f"how many {plural} {who.do} {who.en} have", f"hány {join(owned(noun, who), 'van', who.dative)}", "?"
        )
    if kind == "many":
        return sentence(f"{who.en} {who.have} many {plural}", join(who.dative, "sok", owned(noun, who), "van"))
    return sentence(
        f"{who.en} {who.have} {numerals.english(number)} {plural}",
        join(who.dative, numerals.hungarian(number, True), owned(noun, who), "van"),
    )


@pattern(3)
def whose(dice):
    noun = dice.choice(OWN)
    which = dice.pick(0, 1)
    this_en, this_hu = ("this", "that")[which], ("ez", "az")[which]
    the = with_article(noun.word)
    kind = dice.pick("whose", "mine", "mine", "is it")
    owner = dice.choice(list(MINE))
    mine_en, mine_hu = MINE[owner]
    if kind == "whose":
        return sentence(f"whose {noun.english} is {this_en}", f"kié {this_hu} {the}", "?")
    if kind == "mine":
        return sentence(f"{this_en} {noun.english} is {mine_en}", f"{this_hu} {the} {mine_hu}")
    return sentence(f"is {this_en} {noun.english} {mine_en}", f"{this_hu} {the} {mine_hu}", "?")


@pattern(4)
def this_is(dice):
    """This is my bag, that is not Anna's coat."""
    noun = dice.choice(OWN)
    which = dice.pick(0, 1)
    this_en, this_hu = ("this", "that")[which], ("ez", "az")[which]
    if dice.chance(0.5):
        owner = dice.pick("my", "your", "his", "her", "our", "their")
        owner_en, whole_hu = owner, with_article(noun.possessed(OWNERS[owner]))
    else:
        name = named_subject(dice)
        owner_en, whole_hu = name.en + "'s", f"{name.hu} {noun.possessed('his')}"
    kind = dice.pick("is", "is", "not", "ask")
    if kind == "not":
        return sentence(f"{this_en} isn't {owner_en} {noun.english}", f"{this_hu} nem {whole_hu}")
    if kind == "ask":
        return sentence(f"is {this_en} {owner_en} {noun.english}", f"{this_hu} {whole_hu}", "?")
    return sentence(f"{this_en} is {owner_en} {noun.english}", f"{this_hu} {whole_hu}")


@pattern(5)
def sisters_car(dice):
    """My sister's car is red: a nővérem autója piros."""
    while True:
        noun = dice.choice(OWN)
        adjective = fitting_adjective(dice, noun)
        if adjective:
            break
    owner_en, owner_hu = someone(dice, "nominative", family=0.7)
    kind = dice.pick("is", "is", "not", "was", "very")
    if kind == "very" and "colour" in adjective.classes:
        kind = "is"
    start_en, start_hu = f"{owner_en}'s {noun.english}", f"{owner_hu} {noun.possessed('his')}"
    if kind == "not":
        return sentence(f"{start_en} isn't {adjective.english}", f"{start_hu} nem {adjective.word}")
    if kind == "was":
        return sentence(f"{start_en} was {adjective.english}", f"{start_hu} {adjective.word} volt")
    if kind == "very":
        return sentence(f"{start_en} is very {adjective.english}", f"{start_hu} nagyon {adjective.word}")
    return sentence(f"{start_en} is {adjective.english}", f"{start_hu} {adjective.word}")


@pattern(3)
def look_for_own(dice):
    """I am looking for my key: a kulcsomat keresem; I can't find …: nem találom."""
    who = subject(dice)
    noun = dice.choice(nouns_of("thing", "clothes", "clothes-pair"))
    owner = who.owner
    form = with_article(noun.possessed(OWNERS[owner], "accusative"))
    if dice.chance(0.5):
        return sentence(
            f"{who.en} {who.be} looking for {owner} {noun.english}",
            join(who.hu, form, ROOTS["keres"].present(who.person, True)),
        )
    return sentence(
        f"{who.en} left {owner} {noun.english} at home",
        join(who.hu, "otthon", ROOTS["hagy"].past(who.person, True), form),
    )


@pattern(3)
def with_own(dice):
    """I came with my sister; Anna went to the cinema with her brother."""
    who, noun = subject(dice, family=0), dice.choice([noun for noun in FAMILY if "spouse" not in noun.classes])
    owner = who.owner
    with_hu = with_article(noun.possessed(OWNERS[owner], "instrumental"))
    root, past_en, tail_en, tail_hu = dice.choice(
        [
            ("beszél", "talked", "about the weather", "az időjárásról"),
            ("beszél", "talked", "about the wedding", "az esküvőről"),
            ("beszél", "talked", "about the film", "a filmről"),
            ("beszél", "talked", "about the book", "a könyvről"),
            ("jön", "came", "", ""),
            ("táncol", "danced", "at the wedding", "az esküvőn"),
            ("ebédel", "had lunch", "in the restaurant", "az étteremben"),
            ("sakkozik", "played chess", "in the garden", "a kertben"),
            ("teniszezik", "played tennis", "on Sunday", "vasárnap"),
            ("vacsorázik", "had dinner", "yesterday", "tegnap"),
        ]
    )
    verb = ROOTS[root].past(who.person)
    if tail_en.startswith("about"):
        return sentence(
            f"{who.en} {past_en} {tail_en} with {owner} {noun.english}", join(who.hu, with_hu, verb, tail_hu)
        )
    return sentence(join(who.en, past_en, "with", owner, noun.english, tail_en), join(who.hu, tail_hu, with_hu, verb))


@pattern(2)
def in_own(dice):
    """There is a letter in my bag; the key is in Anna's coat."""
    small = dice.choice(
        [
            NOUNS[name]
            for name in (
                "key",
                "phone",
                "wallet",
                "pen",
                "ticket",
                "comb",
                "ring",
                "bank card",
                "apple",
                "map",
                "letter",
            )
        ]
    )
    container = dice.choice([NOUNS[name] for name in ("bag", "coat", "suitcase", "wardrobe", "drawer", "car", "room")])
    if dice.chance(0.5):
        owner = dice.pick("my", "your", "his", "her", "our", "their")
        where_en, where_hu = owner, with_article(container.possessed(OWNERS[owner], "inessive"))
    else:
        name = dice.choice(list(NAMES))
        where_en, where_hu = name + "'s", f"{name} {container.possessed('his', 'inessive')}"
    return sentence(
        f"there is {en.a(small.english)} in {where_en} {container.english}", f"{where_hu} van egy {small.word}"
    )
