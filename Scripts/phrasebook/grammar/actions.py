"""Prefixed verbs with a definite object: what was, will be, must be and can be done to things and people.

The prefix stands before the verb in plain statements (megvettem), and after it when something else is in focus:
negation (nem vettem meg), a question word (ki vette meg?), a contrasted subject (Anna vette meg), an order (vedd meg!).
"""

import english as en
from grammar.core import asked, join, named_subject, pattern, sentence, someone, subject, the_object
from grammar.setting import future_time, past_time
from lexicon import ROOTS, VERBS, nouns_of
from phonology import with_article

FOG = {"1s": "fogom", "2s": "fogod", "3s": "fogja", "1p": "fogjuk", "3p": "fogják"}
AKAR = ROOTS["akar"]
TUD = ROOTS["tud"]
SZERETNE = {"1s": "szeretném", "2s": "szeretnéd", "3s": "szeretné", "1p": "szeretnénk", "3p": "szeretnék"}
TUDNA = {"2s": "tudnád", "polite": "tudná"}

# English and Hungarian do not divide these verbs alike: no wishes or orders with them.
UNWANTED = {"lose", "break", "miss"}
NEW_THINGS = {"buy", "find", "try on", "write", "order", "rent", "book", "bake", "cook", "catch", "miss", "visit"}
LASTING = (
    "buy",
    "sell",
    "rent",
    "visit",
    "read",
    "write",
    "lose",
    "find",
    "photograph",
    "invite",
    "translate",
    "learn",
    "finish",
    "repair",
    "send",
    "sign",
    "return",
)
FORBIDDEN = (
    "open",
    "close",
    "lock",
    "take",
    "photograph",
    "feed",
    "turn on",
    "turn off",
    "print",
    "taste",
    "look at",
    "sell",
)


class Action:
    """A verb, its object in both languages."""

    def __init__(self, verb, english_object, hungarian_object):
        self.verb, self.root, self.prefix = verb, verb.root, verb.prefix
        self.eo, self.ho = english_object, hungarian_object

    @property
    def is_trifle(self):
        """What is done on a day and forgotten."""
        return self.verb.english not in LASTING

    @property
    def en(self):
        return f"{self.verb.english} {self.eo}"

    @property
    def en_past(self):
        return f"{en.past(self.verb.english)} {self.eo}"

    @property
    def en_done(self):
        return f"{en.participle(self.verb.english)} {self.eo}"

    def before(self, form):
        """megvettem a könyvet"""
        return f"{self.prefix}{form} {self.ho}"

    def after(self, form):
        """vettem meg a könyvet"""
        return f"{form} {self.prefix} {self.ho}"

    def split(self, middle, *, infinitive=None):
        """meg akarom venni a könyvet"""
        return f"{self.prefix} {middle} {infinitive or self.root.infinitive()} {self.ho}"

    def whole_infinitive(self):
        """megvenni a könyvet"""
        return f"{self.prefix}{self.root.infinitive()} {self.ho}"


def action(dice, wanted=False, people=0.18, plain=False):
    """A verb with an object that suits it. `wanted`: what one can want or ask for; `plain`: nobody's thing."""
    while True:
        if dice.chance(people):
            verb = dice.choice(VERBS["people"])
            return Action(verb, *someone(dice, "accusative"))
        verb = dice.choice(VERBS["perfective"])
        if wanted and verb.english in UNWANTED:
            continue
        objects = nouns_of(*verb.objects)
        if not objects:
            continue
        noun = dice.choice(objects)
        owner_chance = 0.0 if plain or verb.english in NEW_THINGS else 0.25
        return Action(verb, *the_object(dice, noun, owner_chance=owner_chance))


@pattern(6)
def did(dice):
    """I bought the book yesterday."""
    who, what = subject(dice), action(dice)
    when_en, when_hu = past_time(dice, near=what.is_trifle)
    return sentence(
        join(who.en, what.en_past, when_en), join(who.hu, when_hu, what.before(what.root.past(who.person, True)))
    )


@pattern(4)
def did_not(dice):
    who, what = subject(dice), action(dice)
    when_en, when_hu = past_time(dice, none=0.6, near=what.is_trifle)
    return sentence(
        join(who.en, "didn't", what.en, when_en),
        join(who.hu, when_hu, "nem", what.after(what.root.past(who.person, True))),
    )


@pattern(3)
def did_you(dice):
    """Did you buy the book? Did Anna buy the book?"""
    who, what = asked(dice), action(dice)
    return sentence(join("did", who.en, what.en), join(who.hu, what.before(what.root.past(who.person, True))), "?")


@pattern(2.5)
def who_did(dice):
    what = action(dice)
    return sentence(f"who {what.en_past}", f"ki {what.after(what.root.past('3s', True))}", "?")


@pattern(2)
def it_was_anna_who(dice):
    who, what = subject(dice, pronouns=False), action(dice)
    return sentence(f"it was {who.en} who {what.en_past}", f"{who.hu} {what.after(what.root.past('3s', True))}")


@pattern(3)
def when_did(dice):
    who, what = asked(dice), action(dice)
    past = what.root.past(who.person, True)
    return sentence(f"when did {who.en} {what.en}", f"mikor {join(past, what.prefix, who.hu, what.ho)}", "?")


@pattern(2)
def why_not(dice):
    who, what = asked(dice), action(dice, wanted=True)
    past = what.root.past(who.person, True)
    return sentence(f"why didn't {who.en} {what.en}", f"miért nem {join(past, what.prefix, who.hu, what.ho)}", "?")


@pattern(4)
def will(dice):
    """I will buy the book tomorrow: holnap meg fogom venni a könyvet."""
    who, what = subject(dice), action(dice, wanted=True)
    when_en, when_hu = future_time(dice, near=what.is_trifle)
    return sentence(join(who.en, "will", what.en, when_en), join(who.hu, when_hu, what.split(FOG[who.person])))


@pattern(2)
def will_not(dice):
    who, what = subject(dice), action(dice)
    return sentence(join(who.en, "won't", what.en), join(who.hu, "nem", FOG[who.person], what.whole_infinitive()))


@pattern(2)
def when_will(dice):
    who, what = asked(dice), action(dice, wanted=True)
    return sentence(
        f"when will {who.en} {what.en}", f"mikor {join(FOG[who.person], who.hu, what.whole_infinitive())}", "?"
    )


@pattern(3)
def want(dice):
    who, what = subject(dice), action(dice, wanted=True)
    negated = dice.chance(0.35)
    if negated:
        return sentence(
            join(who.en, who.do + "n't", "want to", what.en),
            join(who.hu, "nem", AKAR.present(who.person, True), what.whole_infinitive()),
        )
    return sentence(
        join(who.en, who.present("want"), "to", what.en), join(who.hu, what.split(AKAR.present(who.person, True)))
    )


@pattern(2)
def do_you_want(dice):
    who, what = asked(dice), action(dice, wanted=True)
    return sentence(
        join(who.do, who.en, "want to", what.en), join(who.hu, what.split(AKAR.present(who.person, True))), "?"
    )


@pattern(3)
def would_like(dice):
    who, what = subject(dice), action(dice, wanted=True)
    when_en, when_hu = future_time(dice, none=0.6, near=what.is_trifle)
    return sentence(
        join(who.en, "would like to", what.en, when_en),
        join(who.hu, when_hu, SZERETNE[who.person], what.whole_infinitive()),
    )


@pattern(4)
def have_to(dice):
    """I have to buy the book: meg kell vennem a könyvet."""
    who, what = subject(dice), action(dice, wanted=True)
    when_en, when_hu = future_time(dice, none=0.6, near=what.is_trifle)
    infinitive = what.root.infinitive_of(who.person)
    return sentence(
        join(who.en, who.have, "to", what.en, when_en),
        join(who.dative, when_hu, what.split("kell", infinitive=infinitive)),
    )


@pattern(1.5)
def do_not_have_to(dice):
    who, what = subject(dice), action(dice, wanted=True)
    infinitive = what.root.infinitive_of(who.person)
    return sentence(
        join(who.en, who.do + "n't", "have to", what.en),
        join(who.dative, "nem kell", f"{what.prefix}{infinitive} {what.ho}"),
    )


@pattern(2)
def can_you(dice):
    who, what = asked(dice), action(dice, wanted=True)
    return sentence(join("can", who.en, what.en), join(who.hu, what.split(TUD.present(who.person, True))), "?")


@pattern(2.5)
def cannot(dice):
    who, what = subject(dice), action(dice, wanted=True)
    return sentence(
        join(who.en, "can't", what.en), join(who.hu, "nem", TUD.present(who.person, True), what.whole_infinitive())
    )


@pattern(3)
def order(dice):
    """Buy the book! Don't close the window! Anna, close the window!"""
    what = action(dice, wanted=True)
    form = what.root.imperative(definite=True)
    name = named_subject(dice).en + ", " if dice.chance(0.35) else ""
    if dice.chance(0.35):
        return sentence(f"{name}don't {what.en}", f"{name}ne {what.after(form)}", "!")
    return sentence(f"{name}{what.en}", f"{name}{what.after(form)}", "!")


def favour(dice):
    """What one may ask of a stranger."""
    while True:
        what = action(dice, wanted=True)
        if what.verb.english not in ("catch", "hug", "find", "learn"):
            return what


@pattern(4)
def please(dice):
    """Please open the window: the polite form."""
    what = favour(dice)
    form = what.root.imperative(definite=True, polite=True)
    if dice.chance(0.3):
        return sentence(f"please don't {what.en}", f"kérem, ne {what.after(form)}")
    return sentence(f"please {what.en}", f"kérem, {what.after(form)}")


@pattern(2)
def could_you_please(dice):
    what = favour(dice)
    return sentence(f"could you {what.en}, please", f"{what.split(TUDNA['polite'])}, kérem", "?")


@pattern(1.5)
def let_us(dice):
    what = action(dice, wanted=True)
    return sentence(f"let's {what.en}", what.after(what.root.subjunctive("1p")), "!")


@pattern(1.5)
def shall_i(dice):
    what = action(dice, wanted=True)
    return sentence(f"shall I {what.en}", what.before(what.root.subjunctive("1s")), "?")


@pattern(2)
def may_i(dice):
    what = action(dice, wanted=True)
    person, who = dice.pick(("1s", "I"), ("1s", "I"), ("1p", "we"))
    return sentence(f"may {who} {what.en}", what.before(what.root.potential(person)), "?")


@pattern(3)
def already(dice):
    """I have already bought the book; I haven't bought it yet; have you bought it yet?"""
    who, what = subject(dice), action(dice)
    past = what.root.past(who.person, True)
    kind = dice.pick("already", "not yet", "yet")
    if kind == "yet":
        who = asked(dice)
        past = what.root.past(who.person, True)
    if kind == "already":
        return sentence(join(who.en, who.have, "already", what.en_done), join(who.hu, "már", what.before(past)))
    if kind == "not yet":
        return sentence(join(who.en, who.have + "n't", what.en_done, "yet"), join(who.hu, "még nem", what.after(past)))
    return sentence(join(who.have, who.en, what.en_done, "yet"), join(who.hu, f"{what.prefix}{past} már", what.ho), "?")


@pattern(2)
def forgot(dice):
    who, what = subject(dice), action(dice, wanted=True)
    forget = ROOTS["felejt"]
    if dice.chance(0.4):
        return sentence(f"don't forget to {what.en}", f"ne felejtsd el {what.whole_infinitive()}", "!")
    return sentence(
        f"{who.en} forgot to {what.en}", join(who.hu, "el" + forget.past(who.person, True), what.whole_infinitive())
    )


@pattern(1.5)
def must_not(dice):
    what = action(dice, wanted=True, people=0, plain=True)
    while what.verb.english not in FORBIDDEN:
        what = action(dice, wanted=True, people=0, plain=True)
    return sentence(f"it is forbidden to {what.en}", f"tilos {what.whole_infinitive()}")


@pattern(2)
def first_then(dice):
    """I bought the bread and the milk; Anna opened the door and the window: two objects of one verb."""
    who = subject(dice)
    while True:
        verb = dice.choice(VERBS["perfective"])
        objects = nouns_of(*verb.objects)
        if len(objects) > 4:
            break
    one, two = dice.sample(objects, 2)
    what = Action(
        verb,
        f"the {one.english} and the {two.english}",
        f"{with_article(one.case('accusative'))} és {with_article(two.case('accusative'))}",
    )
    return sentence(join(who.en, what.en_past), join(who.hu, what.before(what.root.past(who.person, True))))
