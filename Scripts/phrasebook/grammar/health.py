"""Pain, illness, the doctor."""

import numerals
from grammar.core import PERSON_OWNER, asked, join, pattern, sentence, subject
from grammar.setting import future_time, past_time
from lexicon import NOUNS, ROOTS, nouns_of
from phonology import with_article

BODY = nouns_of("body")
SORE = [noun for noun in BODY if noun.english not in ("arm",)]
BREAKABLE = [NOUNS[name] for name in ("arm", "leg", "finger", "tooth")]
ILLNESS = [("have a fever", "lázas"), ("be ill", "beteg"), ("have a cold", "náthás")]


@pattern(4)
def it_hurts(dice):
    """My head hurts: fáj a fejem; Anna's leg hurts: Annának fáj a lába."""
    who, part = subject(dice), dice.choice(SORE)
    while who.person in ("1p", "3p"):
        who = subject(dice)
    form = with_article(part.possessed(PERSON_OWNER[who.person]))
    kind = dice.pick("hurts", "hurt", "ask", "very", "since")
    owner = who.owner if who.is_pronoun else who.en + "'s"
    dative = "" if who.is_pronoun else who.dative
    if kind == "hurt":
        when_en, when_hu = past_time(dice, none=0)
        return sentence(f"{owner} {part.english} hurt {when_en}", join(dative, when_hu, "fájt", form))
    if kind == "ask":
        while who.person != "2s" and not who.third:
            who = asked(dice)
        owner = who.owner if who.is_pronoun else who.en + "'s"
        form = with_article(part.possessed(PERSON_OWNER[who.person]))
        return sentence(
            f"does {owner} {part.english} hurt", join("" if who.is_pronoun else who.dative, "fáj", form), "?"
        )
    if kind == "very":
        return sentence(f"{owner} {part.english} hurts very much", join(dative, "nagyon", "fáj", form))
    if kind == "since":
        days = dice.randint(2, 10)
        return sentence(
            f"{owner} {part.english} has been hurting for {numerals.english(days)} days",
            join(dative, numerals.hungarian(days, True), "napja", "fáj", form),
        )
    return sentence(f"{owner} {part.english} hurts", join(dative, "fáj", form))


@pattern(2.5)
def broke_arm(dice):
    who, part = subject(dice), dice.choice(BREAKABLE)
    while who.person in ("1p", "3p"):
        who = subject(dice)
    when_en, when_hu = past_time(dice, none=0.2)
    form = with_article(part.possessed(PERSON_OWNER[who.person], "accusative"))
    if dice.chance(0.4):
        washed_en, washed_hu = dice.pick(
            ("hair", HAIR[who.person]), ("hands", NOUNS["hand"].possessed(PERSON_OWNER[who.person], "accusative"))
        )
        return sentence(
            join(who.en, "washed", who.owner, washed_en, when_en),
            join(who.hu, when_hu, "meg" + ROOTS["mos"].past(who.person, True), with_article(washed_hu)),
        )
    return sentence(
        join(who.en, "broke", who.owner, part.english, when_en),
        join(who.hu, when_hu, "el" + ROOTS["tör"].past(who.person, True), form),
    )


HAIR = {"1s": "hajamat", "2s": "hajadat", "3s": "haját"}


@pattern(3)
def at_the_doctor(dice):
    who, number = subject(dice), dice.randint(1, 4)
    how_often = ["once", "twice", "three times", "four times"][number - 1]
    kind = dice.pick("take", "ill", "was ill", "for pain", "appointment", "go", "must")
    illness_en, illness_hu = dice.choice(ILLNESS)
    part = dice.choice(SORE)
    if kind == "take":
        medicine = dice.choice(nouns_of("medical")[:1] + nouns_of("medical")[2:])
        return sentence(
            f"take this {medicine.english} {how_often} a day, please",
            f"vegye be ezt a {medicine.case('accusative')} naponta {numerals.times(number)}, kérem",
        )
    if kind == "ill" and illness_en != "be ill":
        van = "" if who.person in ("3s", "3p") else ROOTS["van"].present(who.person)
        adjective = illness_hu + ("ak" if who.person in ("1p", "3p") else "")
        return sentence(f"{who.en} {who.have} {illness_en.removeprefix('have ')}", join(who.hu, adjective, van))
    if kind == "for pain":
        hurting = {"head": "fejfájásra", "tooth": "fogfájásra", "throat": "torokfájásra", "back": "hátfájásra"}
        name = dice.choice(list(hurting))
        ache = {"head": "a headache", "tooth": "toothache", "throat": "a sore throat", "back": "backache"}[name]
        return sentence(f"I would like some medicine for {ache}", f"{hurting[name]} szeretnék gyógyszert")
    job = dice.choice([NOUNS["doctor"], NOUNS["dentist"], NOUNS["lawyer"], NOUNS["hairdresser"]])
    when_en, when_hu = future_time(dice, none=0)
    if kind == "appointment":
        return sentence(
            f"{who.en} {who.present('want')} to go to the {job.english} {when_en}",
            join(who.hu, when_hu, with_article(job.case("allative")), ROOTS["akar"].present(who.person), "menni"),
        )
    if kind == "must":
        return sentence(
            f"{who.en} {who.have} to go to the {job.english} {when_en}",
            join(
                who.dative, when_hu, with_article(job.case("allative")), "kell", ROOTS["megy"].infinitive_of(who.person)
            ),
        )
    if kind == "go":
        when_en, when_hu = past_time(dice, none=0)
        return sentence(
            f"{who.en} {who.was} at the {job.english} {when_en}",
            join(who.hu, when_hu, with_article(job.case("adessive")), ROOTS["van"].past(who.person)),
        )
    return sentence(
        f"{who.en} {who.was} ill last week",
        join(
            who.hu, "a múlt héten", "betegek" if who.person in ("1p", "3p") else "beteg", ROOTS["van"].past(who.person)
        ),
    )
