"""Eating, drinking, shopping for food, ordering in a restaurant."""

import english as en
from grammar.core import an_object, asked, join, pattern, sentence, subject
from grammar.setting import HABITS
from grammar.things import MASSES, POSTPOSED, SZERETNE
from lexicon import NOUNS, ROOTS, nouns_of
from phonology import with_article


@pattern(3)
def habit_of_food(dice):
    """I drink coffee in the morning: reggel kávét iszom."""
    who, (when_en, when_hu) = subject(dice), dice.choice(list(HABITS.items()))
    if dice.chance(0.5):
        noun, english, root = dice.choice(nouns_of("drink")), "drink", ROOTS["iszik"]
    else:
        noun, english, root = dice.choice(nouns_of("grocery", "dish")), "eat", ROOTS["eszik"]
        if noun.english in (
            "salt",
            "flour",
            "pepper",
            "sugar",
            "milk",
            "wine",
            "beer",
            "orange juice",
            "sandwich",
            "pizza",
        ):
            noun = NOUNS["bread"]
    return sentence(
        f"{who.en} {who.present(english)} {noun.english} {when_en}",
        join(who.hu, when_hu, noun.case("accusative"), root.present(who.person)),
    )


@pattern(2)
def likes_food(dice):
    """I like cheese; Anna doesn't like fish."""
    who = subject(dice)
    noun = dice.choice(
        [
            noun
            for noun in MASSES + nouns_of("dish")
            if noun.english not in ("salt", "flour", "pepper", "sandwich", "pizza")
        ]
    )
    like, phrase = ROOTS["szeret"].present(who.person, True), with_article(noun.case("accusative"))
    if dice.chance(0.4):
        return sentence(f"{who.en} {who.do}n't like {noun.english}", join(who.hu, "nem", like, phrase))
    return sentence(f"{who.en} {who.present('like')} {noun.english}", join(who.hu, like, phrase))


@pattern(1.5)
def prefers(dice):
    who = subject(dice)
    one, two = dice.sample(nouns_of("drink"), 2)
    return sentence(
        f"{who.en} {who.present('like')} {one.english} more than {two.english}",
        join(
            who.hu,
            "jobban",
            ROOTS["szeret"].present(who.person, True),
            with_article(one.case("accusative")) + ",",
            "mint",
            with_article(two.case("accusative")),
        ),
    )


@pattern(2)
def with_or_without(dice):
    """I drink coffee without sugar: cukor nélkül iszom a kávét."""
    who, drink = subject(dice), dice.pick(NOUNS["coffee"], NOUNS["tea"])
    extra = dice.choice([NOUNS[name] for name in ("sugar", "milk", "honey", "lemon")])
    verb = ROOTS["iszik"].present(who.person, True)
    if dice.chance(0.5):
        return sentence(
            f"{who.en} {who.present('drink')} {drink.english} without {extra.english}",
            join(who.hu, extra.word, "nélkül", verb, with_article(drink.case("accusative"))),
        )
    return sentence(
        f"{who.en} {who.present('drink')} {drink.english} with {extra.english}",
        join(who.hu, extra.case("instrumental"), verb, with_article(drink.case("accusative"))),
    )


CONTAINERS = [
    ("a kilo of", "egy kiló", "solid"),
    ("half a kilo of", "fél kiló", "solid"),
    ("two kilos of", "két kiló", "solid"),
    ("a glass of", "egy pohár", "cold"),
    ("a bottle of", "egy üveg", "cold"),
    ("a cup of", "egy csésze", "warm"),
    ("two cups of", "két csésze", "warm"),
    ("three bottles of", "három üveg", "cold"),
    ("a litre of", "egy liter", "litre"),
    ("a slice of", "egy szelet", "slice"),
    ("a bag of", "egy zacskó", "solid"),
]
CONTENTS = {
    "solid": [
        "apples",
        "pears",
        "oranges",
        "lemons",
        "peaches",
        "potatoes",
        "tomatoes",
        "onions",
        "carrots",
        "sugar",
        "flour",
        "rice",
        "bread",
        "cheese",
        "meat",
        "ham",
        "grapes",
    ],
    "cold": ["water", "wine", "beer", "lemonade", "orange juice", "milk"],
    "warm": ["coffee", "tea"],
    "litre": ["milk", "water", "orange juice", "wine"],
    "slice": ["cake", "bread", "cheese", "ham", "pizza"],
}
BY_PLURAL = {en.plural(noun.english): noun for noun in nouns_of("fruit", "vegetable")}


def amount(dice):
    """("a kilo of apples", "egy kiló almát")."""
    container_en, container_hu, kind = dice.choice(CONTAINERS)
    content = dice.choice(CONTENTS[kind])
    noun = BY_PLURAL.get(content) or NOUNS[content]
    return f"{container_en} {content}", f"{container_hu} {noun.case('accusative')}"


@pattern(3)
def amount_please(dice):
    one, two = amount(dice), amount(dice)
    if one[1].split()[-1] == two[1].split()[-1] or dice.chance(0.4):
        return sentence(f"{one[0]}, please", f"{one[1]} kérek")
    return sentence(f"{one[0]} and {two[0]}, please", f"{one[1]} és {two[1]} kérek")


@pattern(2.5)
def would_like_amount(dice):
    """I would like a cup of coffee: egy csésze kávét szeretnék."""
    who, what = subject(dice), amount(dice)
    if dice.chance(0.5):
        return sentence(f"{who.en} would like {what[0]}", join(who.hu, what[1], SZERETNE[who.person]))
    return sentence(f"{who.en} bought {what[0]}", join(who.hu, ROOTS["vesz"].past(who.person), what[1]))


@pattern(2)
def offer(dice):
    """Would you like some coffee? With "sir" or "madam" the polite form."""
    noun = dice.choice(
        [
            noun
            for noun in MASSES + nouns_of("dish")
            if noun.english not in ("flour", "salt", "pepper", "sandwich", "pizza", "grapes")
        ]
    )
    phrase = noun.case("accusative")
    title = dice.pick("", "", "sir", "madam", "children")
    if title == "children":
        return sentence(f"would you like some {noun.english}, children", f"kértek {phrase}, gyerekek", "?")
    if title:
        return sentence(
            f"would you like some {noun.english}, {title}",
            f"kér {phrase}, {dict(sir='uram', madam='asszonyom')[title]}",
            "?",
        )
    return sentence(f"would you like some {noun.english}", f"kérsz {phrase}", "?")


@pattern(3)
def at_the_table(dice):
    """I would like the goulash, please: in the restaurant."""
    one, two = dice.sample(nouns_of("dish", "sweet"), 2)
    drink = dice.choice(nouns_of("drink"))
    kind = dice.pick("and", "with", "for")
    if kind == "and":
        return sentence(
            f"I would like {en.a(one.english)} and {en.a(drink.english)}, please",
            f"egy {one.case('accusative')} és egy {drink.case('accusative')} kérek szépen",
        )
    if kind == "with":
        main = dice.choice([NOUNS[name] for name in ("goulash", "fish", "chicken", "stew", "soup")])
        side_en, side = dice.choice(SIDES)
        return sentence(
            f"the {main.english} with {side_en}, please",
            f"{with_article(main.case('accusative'))} kérem {side.case('instrumental')}",
        )
    who = subject(dice)
    meal = dice.pick("dinner", "lunch", "breakfast")
    return sentence(
        f"{who.en} {who.present('eat')} {one.english if one.english not in COUNTABLE else en.a(one.english)} "
        f"for {meal}",
        join(who.hu, one.case("accusative"), ROOTS["eszik"].present(who.person), NOUNS[meal].case("sublative")),
    )


COUNTABLE = ("sandwich", "pizza", "pancake")
SIDES = [
    ("rice", NOUNS["rice"]),
    ("potatoes", NOUNS["potato"]),
    ("salad", NOUNS["salad"]),
    ("bread", NOUNS["bread"]),
    ("cheese", NOUNS["cheese"]),
    ("tomatoes", NOUNS["tomato"]),
]


@pattern(2)
def shopping_need(dice):
    """We need bread and milk: kenyérre és tejre van szükségünk."""
    who = subject(dice)
    one, two = dice.sample(MASSES, 2)
    if dice.chance(0.5):
        return sentence(
            f"{who.en} {who.present('need')} {one.english} and {two.english}",
            join(who.dative, one.case("sublative"), "és", two.case("sublative"), "van", POSTPOSED[who.person]),
        )
    if one.english in ("salt", "sugar", "flour", "pepper", "rice", "honey", "coffee", "tea", "chocolate", "bread"):
        one = NOUNS["butter"]
    return sentence(
        (
            f"is there any {one.english} in the fridge"
            if not one.english.endswith("s")
            else f"are there any {one.english} in the fridge"
        ),
        f"van {one.word} a hűtőben",
        "?",
    )


@pattern(4)
def need(dice):
    """I need a key: szükségem van egy kulcsra."""
    who = subject(dice)
    noun = dice.choice(nouns_of("thing", "clothes", "dishes", "job", "washable", "medical", "rentable"))
    object_en, object_hu = an_object(dice, noun, adjective_chance=0.2, case="sublative")
    kind = dice.pick("need", "need", "not", "ask")
    word = POSTPOSED[who.person]
    if kind == "ask":
        who = asked(dice)
        word = POSTPOSED[who.person]
    if kind == "need":
        return sentence(f"{who.en} {who.present('need')} {object_en}", join(who.dative, word, "van", object_hu))
    if kind == "ask":
        return sentence(f"{who.do} {who.en} need {object_en}", join(who.dative, word, "van", object_hu), "?")
    return sentence(f"{who.en} {who.do}n't need {object_en}", join(who.dative, "nincs", word, noun_only(object_hu)))


def noun_only(phrase):
    """Without the indefinite article: nincs szükségem kulcsra."""
    return phrase.removeprefix("egy ")


@pattern(2)
def none_left(dice):
    one, two = dice.sample(MASSES, 2)
    if dice.chance(0.5):
        return sentence(
            (
                f"there is no {one.english} at home"
                if not one.english.endswith("s")
                else f"there are no {one.english} at home"
            ),
            f"nincs otthon {one.word}",
        )
    return sentence(
        f"please buy some {one.english} and some {two.english}",
        f"kérem, vegyen {one.case('accusative')} és {two.case('accusative')}",
    )


TOOLS = [
    ("cut", "knife", "vág", "fel", ("bread", "cheese", "cake", "meat", "ham")),
    ("ate", "spoon", "eszik", "meg", ("soup", "goulash", "stew", "ice cream")),
    ("ate", "fork", "eszik", "meg", ("fish", "chicken", "salad", "cake")),
    ("wrote", "pen", "ír", "meg", ("letter", "postcard", "poem", "message", "article")),
    ("opened", "key", "nyit", "ki", ("door", "gate", "wardrobe", "suitcase", "drawer")),
]


@pattern(3)
def with_a_tool(dice):
    """Anna cut the bread with a knife: Anna egy késsel vágta fel a kenyeret."""
    who = subject(dice)
    past_en, tool, root, prefix, objects = dice.choice(TOOLS)
    noun = NOUNS[dice.choice(objects)]
    return sentence(
        f"{who.en} {past_en} the {noun.english} with {en.a(tool)}",
        join(
            who.hu,
            f"egy {NOUNS[tool].case('instrumental')}",
            ROOTS[root].past(who.person, True),
            prefix,
            with_article(noun.case("accusative")),
        ),
    )
