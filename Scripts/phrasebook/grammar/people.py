"""People: professions, languages, knowing, loving, helping, waiting, talking; "I" and "you" as subject and object."""

import english as en
import numerals
from grammar.core import asked, join, pattern, sentence, someone, subject
from grammar.setting import CITIES, TOWN, future_time, local, past_time, place
from lexicon import NOUNS, ROOTS, nouns_of
from phonology import with_article

JOBS = nouns_of("job")
LANGUAGES = {
    "Hungarian": "magyar",
    "English": "angol",
    "German": "német",
    "French": "francia",
    "Italian": "olasz",
    "Spanish": "spanyol",
    "Polish": "lengyel",
    "Czech": "cseh",
    "Russian": "orosz",
    "Croatian": "horvát",
}
FRONT_LANGUAGES = ("német", "lengyel", "cseh")
FOG = {"1s": "foglak", "1s other": "fogok", "2s": "fogsz", "3s": "fog", "1p": "fogunk", "3p": "fognak"}
FOG_OTHERS = {"2s": "fogsz", "3s": "fog", "3p": "fognak"}
LIKE_TO_BE = {"1s": "szeretnék", "2s": "szeretnél", "3s": "szeretne", "1p": "szeretnénk", "3p": "szeretnének"}


def in_language(word):
    """magyarul, németül"""
    if word == "francia":
        return "franciául"
    return word + ("ül" if word in FRONT_LANGUAGES else "ul")


@pattern(4)
def profession(dice):
    """Anna is a doctor: Anna orvos; I am an engineer: mérnök vagyok."""
    who, job = subject(dice), dice.choice(JOBS)
    while who.person in ("1p", "3p"):
        who = subject(dice)
    van = "" if who.third else ROOTS["van"].present(who.person)
    kind = dice.pick("is", "ask", "want", "was", "not", "where", "best")
    a_job = en.a(job.english)
    if kind == "ask":
        while who.person != "2s" and not who.third or who.en.startswith(("my ", "our ")):
            who = asked(dice)
        van = "" if who.third else ROOTS["van"].present(who.person)
        return sentence(f"{who.be} {who.en} {a_job}", join(who.hu, job.word, van), "?")
    if kind == "want":
        return sentence(f"{who.en} would like to be {a_job}", join(who.hu, job.word, LIKE_TO_BE[who.person], "lenni"))
    if kind == "was":
        return sentence(f"{who.en} {who.was} {a_job}", join(who.hu, job.word, ROOTS["van"].past(who.person)))
    if kind == "not":
        negated = "am not" if who.be == "am" else who.be + "n't"
        return sentence(f"{who.en} {negated} {a_job}", join(who.hu, "nem", van, job.word))
    city = dice.choice(CITIES)
    if kind == "where":
        return sentence(
            f"{who.en} {who.present('work')} as {a_job} in {city.english}",
            join(who.hu, job.word + "ként", ROOTS["dolgozik"].present(who.person), local(city, "at")),
        )
    if kind == "best":
        owner_en, owner_hu = someone(dice, "nominative", family=0.6)
        return sentence(f"{owner_en} is a very good {job.english}", f"{owner_hu} nagyon jó {job.word}")
    return sentence(f"{who.en} {who.be} {a_job}", join(who.hu, job.word, van))


@pattern(4)
def languages(dice):
    who, (language, word) = subject(dice), dice.choice(list(LANGUAGES.items()))
    adverb, other = in_language(word), dice.choice(list(LANGUAGES))
    speak, kind = ROOTS["beszél"], dice.pick(
        "speak", "well", "ask", "learn", "not", "a little", "two", "anyone", "teach"
    )
    if kind == "well":
        return sentence(
            f"{who.en} {who.present('speak')} {language} well", join(who.hu, "jól", speak.present(who.person), adverb)
        )
    if kind == "a little":
        return sentence(
            f"{who.en} {who.present('speak')} a little {language}",
            join(who.hu, speak.present(who.person), "egy kicsit", adverb),
        )
    if kind == "ask":
        who = asked(dice)
        return sentence(f"{who.do} {who.en} speak {language}", join(who.hu, speak.present(who.person), adverb), "?")
    if kind == "learn":
        return sentence(
            f"{who.en} {who.be} learning {language}", join(who.hu, adverb, ROOTS["tanul"].present(who.person))
        )
    if kind == "not":
        return sentence(
            f"{who.en} {who.do}n't speak {language}", join(who.hu, "nem", speak.present(who.person), adverb)
        )
    if kind == "anyone":
        return sentence(f"does anyone here speak {language}", f"beszél itt valaki {adverb}", "?")
    if kind == "two" and other != language:
        return sentence(
            f"{who.en} {who.present('speak')} {language} and {other}",
            join(who.hu, speak.present(who.person), adverb, "és", in_language(LANGUAGES[other])),
        )
    if kind == "teach":
        book = dice.choice(
            [NOUNS[name] for name in ("book", "letter", "newspaper", "poem", "article", "novel", "message")]
        )
        return sentence(
            f"{who.en} {who.be} reading {en.a(book.english)} in {language}",
            join(who.hu, "egy", word, "nyelvű", book.case("accusative"), ROOTS["olvas"].present(who.person)),
        )
    return sentence(f"{who.en} {who.present('speak')} {language}", join(who.hu, speak.present(who.person), adverb))


KNOWING = [("know", "ismer"), ("see", "lát"), ("love", "szeret"), ("understand", "ért"), ("hear", "hall")]


@pattern(4)
def knowing(dice):
    """I know your sister; do you know Anna? definite object, no prefix."""
    who, (whom_en, whom_hu) = subject(dice), someone(dice, "accusative")
    verb_en, root = dice.choice(KNOWING)
    verb, kind = ROOTS[root], dice.pick("present", "past", "not", "ask", "did not")
    if kind == "past":
        when_en, when_hu = past_time(dice) if verb_en in ("see", "hear") else ("", "")
        return sentence(
            join(who.en, en.past(verb_en), whom_en, when_en),
            join(who.hu, when_hu, verb.past(who.person, True), whom_hu),
        )
    if kind == "not":
        return sentence(
            f"{who.en} {who.do}n't {verb_en} {whom_en}", join(who.hu, "nem", verb.present(who.person, True), whom_hu)
        )
    if kind == "did not":
        return sentence(
            f"{who.en} didn't {verb_en} {whom_en}", join(who.hu, "nem", verb.past(who.person, True), whom_hu)
        )
    if kind == "ask":
        who = asked(dice)
        return sentence(
            f"{who.do} {who.en} {verb_en} {whom_en}", join(who.hu, verb.present(who.person, True), whom_hu), "?"
        )
    return sentence(f"{who.en} {who.present(verb_en)} {whom_en}", join(who.hu, verb.present(who.person, True), whom_hu))


@pattern(4)
def i_and_you(dice):
    """I love you: szeretlek; I saw you at the station: láttalak az állomáson; she loves me: szeret engem."""
    verb_en, root = dice.choice(KNOWING[:5])
    verb, kind = ROOTS[root], dice.pick("present", "not", "past", "he", "you", "future", "future", "visit")
    at_en, at_hu = place(dice, "at", TOWN)
    if kind == "present":
        return sentence(f"I {verb_en} you", verb.i_to_you())
    if kind == "not":
        return sentence(f"I don't {verb_en} you", "nem " + verb.i_to_you())
    if kind == "past":
        if verb_en not in ("see", "hear"):
            verb_en, verb = "see", ROOTS["lát"]
        when_en, when_hu = past_time(dice, none=0.2)
        return sentence(
            join("I", en.past(verb_en), "you", at_en, when_en), join(when_hu, verb.i_to_you(past=True), at_hu)
        )
    someone_else = subject(dice, pronouns=dice.chance(0.4))
    while someone_else.person not in ("3s", "3p"):
        someone_else = subject(dice)
    if kind == "he":
        me = dice.pick(("me", "engem"), ("us", "minket"), ("you", "téged"))
        return sentence(
            f"{someone_else.en} {someone_else.present(verb_en)} {me[0]}",
            join(someone_else.hu, verb.present(someone_else.person), me[1]),
        )
    if kind == "you":
        return sentence(f"do you {verb_en} me", f"{verb.present('2s')} engem", "?")
    deed_en, prefix, root = dice.pick(
        ("call", "fel", "hív"),
        ("visit", "meg", "látogat"),
        ("wait for", "meg", "vár"),
        ("invite", "meg", "hív"),
        ("wake up", "fel", "ébreszt"),
    )
    when_en, when_hu = future_time(dice, none=0.1)
    if kind == "future":
        return sentence(
            join("I will", en_object(deed_en, "you"), when_en),
            join(when_hu, prefix, "foglak", ROOTS[root].infinitive()),
        )
    return sentence(
        join(someone_else.en, "will", en_object(deed_en, "me"), when_en),
        join(someone_else.hu, when_hu, prefix, FOG_OTHERS[someone_else.person], ROOTS[root].infinitive(), "engem"),
    )


def en_object(verb, pronoun):
    """ "wake you up", "wait for you"."""
    return f"wake {pronoun} up" if verb == "wake up" else f"{verb} {pronoun}"


@pattern(4)
def helping(dice):
    """I am helping my mother in the kitchen: segítek az anyámnak a konyhában."""
    who, (whom_en, whom_hu) = subject(dice), someone(dice, "dative")
    if who.en == whom_en:
        whom_en, whom_hu = "the neighbours", "a szomszédoknak"
    verb = ROOTS["segít"]
    where_en, where_hu = place(dice, "at", nouns_of("room"))
    kind = dice.pick("present", "past", "order", "will", "thank")
    if kind == "past":
        return sentence(f"{who.en} helped {whom_en} {where_en}", join(who.hu, verb.past(who.person), whom_hu, where_hu))
    if kind == "order":
        return sentence(f"please help {whom_en} {where_en}", f"kérem, segítsen {whom_hu} {where_hu}")
    if kind == "will":
        when_en, when_hu = future_time(dice)
        fog = FOG["1s other"] if who.person == "1s" else FOG[who.person]
        return sentence(join(who.en, "will help", whom_en, when_en), join(who.hu, when_hu, "segíteni", fog, whom_hu))
    if kind == "thank":
        thing = dice.choice(nouns_of("gift", "meal", "sendable"))
        return sentence(
            f"{who.en} thanked {whom_en} for the {thing.english}",
            join(
                who.hu, "meg" + ROOTS["köszön"].past(who.person, True), whom_hu, with_article(thing.case("accusative"))
            ),
        )
    return sentence(
        f"{who.en} {who.be} helping {whom_en} {where_en}", join(who.hu, verb.present(who.person), whom_hu, where_hu)
    )


HOUSE, STOP = ("in front of the house", "a ház előtt"), ("at the bus stop", "a buszmegállóban")
WAITED_FOR = [
    ("train", ("at the station", "az állomáson")),
    ("ship", ("in the harbour", "a kikötőben")),
    ("plane", ("at the airport", "a repülőtéren")),
    ("bus", STOP),
    ("tram", STOP),
    ("taxi", HOUSE),
    ("lunch", None),
    ("dinner", None),
    ("breakfast", None),
]


@pattern(4)
def waiting(dice):
    """I am waiting for Anna at the station: Annára várok az állomáson."""
    who, (whom_en, whom_hu) = subject(dice), someone(dice, "sublative")
    where_en, where_hu = dice.choice([place(dice, "at", TOWN), place(dice, "at", TOWN), HOUSE, STOP])
    if who.en == whom_en or dice.chance(0.25):
        name, where = dice.choice(WAITED_FOR)
        whom_en, whom_hu = f"the {name}", with_article(NOUNS[name].case("sublative"))
        where_en, where_hu = where or place(dice, "at", [NOUNS["restaurant"], NOUNS["hotel"]])
    verb, kind = ROOTS["vár"], dice.pick("now", "past", "minutes")
    if kind == "past":
        return sentence(
            f"{who.en} waited for {whom_en} {where_en}", join(who.hu, whom_hu, verb.past(who.person), where_hu)
        )
    if kind == "minutes":
        minutes = dice.choice((5, 10, 15, 20, 25, 30, 40))
        return sentence(
            f"{who.en} waited {numerals.english(minutes)} minutes for {whom_en}",
            join(who.hu, numerals.hungarian(minutes, True), "percet", verb.past(who.person), whom_hu),
        )
    return sentence(
        f"{who.en} {who.be} waiting for {whom_en} {where_en}", join(who.hu, whom_hu, verb.present(who.person), where_hu)
    )


TOPICS = nouns_of("event", "watchable", "text", "vehicle", "home") + [
    NOUNS[name]
    for name in ("school", "museum", "city", "village", "dog", "cat", "dinner", "castle", "hospital", "university")
]


@pattern(4)
def talking(dice):
    """I talked to Anna about the wedding: Annával az esküvőről beszéltem."""
    who, (with_en, with_hu) = subject(dice), someone(dice, "instrumental")
    if who.en == with_en:
        with_en, with_hu = "the teacher", "a tanárral"
    topic = dice.choice(TOPICS)
    about_hu, kind = with_article(topic.case("delative")), dice.pick("past", "want", "will", "about", "think")
    verb = ROOTS["beszél"]
    if kind == "want":
        return sentence(
            f"{who.en} would like to talk to {with_en}", join(who.hu, LIKE_TO_BE[who.person], "beszélni", with_hu)
        )
    if kind == "will":
        when_en, when_hu = future_time(dice, none=0)
        fog = FOG["1s other"] if who.person == "1s" else FOG[who.person]
        return sentence(f"{who.en} will talk to {with_en} {when_en}", join(who.hu, when_hu, "beszélni", fog, with_hu))
    if kind == "about":
        return sentence(f"{who.en} talked about the {topic.english}", join(who.hu, about_hu, verb.past(who.person)))
    if kind == "think":
        return sentence(f"what do you think about the {topic.english}", f"mit gondolsz {about_hu}", "?")
    return sentence(
        f"{who.en} talked to {with_en} about the {topic.english}",
        join(who.hu, with_hu, about_hu, verb.past(who.person)),
    )


@pattern(3)
def afraid(dice):
    """Are you afraid of dogs? Félsz a kutyáktól?"""
    who, animal = subject(dice), dice.choice(nouns_of("animal"))
    verb, kind = ROOTS["fél"], dice.pick("is", "not", "ask", "like")
    of_hu = with_article(animal.plural("ablative"))
    if kind == "ask":
        who = asked(dice)
        return sentence(
            f"{who.be} {who.en} afraid of {en.plural(animal.english)}",
            join(who.hu, verb.present(who.person), of_hu),
            "?",
        )
    if kind == "not":
        negated = "am not" if who.be == "am" else who.be + "n't"
        return sentence(
            f"{who.en} {negated} afraid of {en.plural(animal.english)}",
            join(who.hu, "nem", verb.present(who.person), of_hu),
        )
    if kind == "like":
        return sentence(
            f"{who.en} {who.present('like')} {en.plural(animal.english)}",
            join(who.hu, ROOTS["szeret"].present(who.person, True), with_article(animal.plural("accusative"))),
        )
    return sentence(
        f"{who.en} {who.be} afraid of {en.plural(animal.english)}", join(who.hu, verb.present(who.person), of_hu)
    )


@pattern(2)
def go_with(dice):
    """I went to the cinema with Anna; come with me to the market!"""
    who, (with_en, with_hu) = subject(dice), someone(dice, "instrumental")
    if who.en == with_en:
        with_en, with_hu = "the guests", "a vendégekkel"
    to_en, to_hu = place(dice, "to", TOWN + CITIES)
    when_en, when_hu = past_time(dice, none=0.5)
    return sentence(
        join(who.en, "went", to_en, "with", with_en, when_en),
        join(who.hu, when_hu, with_hu, ROOTS["megy"].past(who.person), to_hu),
    )
