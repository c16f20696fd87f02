"""The little English morphology that the sentence patterns need."""

VOWELS = "aeiou"

# base: (past, participle)
IRREGULAR_VERBS = {
    "be": ("was", "been"),
    "break": ("broke", "broken"),
    "bring": ("brought", "brought"),
    "buy": ("bought", "bought"),
    "catch": ("caught", "caught"),
    "come": ("came", "come"),
    "do": ("did", "done"),
    "draw": ("drew", "drawn"),
    "drink": ("drank", "drunk"),
    "drive": ("drove", "driven"),
    "eat": ("ate", "eaten"),
    "find": ("found", "found"),
    "forget": ("forgot", "forgotten"),
    "get": ("got", "got"),
    "give": ("gave", "given"),
    "go": ("went", "gone"),
    "have": ("had", "had"),
    "hear": ("heard", "heard"),
    "know": ("knew", "known"),
    "leave": ("left", "left"),
    "lose": ("lost", "lost"),
    "make": ("made", "made"),
    "meet": ("met", "met"),
    "pay": ("paid", "paid"),
    "put": ("put", "put"),
    "read": ("read", "read"),
    "ride": ("rode", "ridden"),
    "run": ("ran", "run"),
    "see": ("saw", "seen"),
    "sell": ("sold", "sold"),
    "send": ("sent", "sent"),
    "show": ("showed", "shown"),
    "sing": ("sang", "sung"),
    "sit": ("sat", "sat"),
    "sleep": ("slept", "slept"),
    "speak": ("spoke", "spoken"),
    "spend": ("spent", "spent"),
    "swim": ("swam", "swum"),
    "take": ("took", "taken"),
    "teach": ("taught", "taught"),
    "think": ("thought", "thought"),
    "wear": ("wore", "worn"),
    "win": ("won", "won"),
    "write": ("wrote", "written"),
    "understand": ("understood", "understood"),
    "feed": ("fed", "fed"),
    "cut": ("cut", "cut"),
    "wake": ("woke", "woken"),
    "lend": ("lent", "lent"),
    "hurt": ("hurt", "hurt"),
    "feel": ("felt", "felt"),
    "say": ("said", "said"),
}
DOUBLING = {"travel", "plan", "shop", "stop", "get", "put", "run", "sit", "swim", "win", "wrap", "hug", "chat", "cut"}


def _head(phrase):
    """ "turn on" is ("turn", " on")."""
    head, space, rest = phrase.partition(" ")
    return head, space + rest


def a(phrase):
    """The phrase with "a" or "an"."""
    sounds_like_a_vowel = phrase[0].lower() in VOWELS and not phrase.startswith(("uni", "use", "eu", "one"))
    return ("an " if sounds_like_a_vowel or phrase.startswith(("hour", "honest")) else "a ") + phrase


def plural(noun):
    head, last = noun.rsplit(" ", 1) if " " in noun else ("", noun)
    irregular = {
        "man": "men",
        "woman": "women",
        "child": "children",
        "tooth": "teeth",
        "foot": "feet",
        "knife": "knives",
        "wife": "wives",
        "shelf": "shelves",
        "fish": "fish",
        "person": "people",
        "mouse": "mice",
        "leaf": "leaves",
        "scarf": "scarves",
        "policeman": "policemen",
        "sheep": "sheep",
    }
    if last in irregular:
        result = irregular[last]
    elif last.endswith(("s", "x", "ch", "sh", "z")) or last in ("potato", "tomato"):
        result = last + "es"
    elif last.endswith("y") and last[-2] not in VOWELS:
        result = last[:-1] + "ies"
    else:
        result = last + "s"
    return (head + " " if head else "") + result


def third_person(verb):
    head, rest = _head(verb)
    if head == "have":
        return "has" + rest
    if head == "be":
        return "is" + rest
    if head.endswith(("s", "x", "ch", "sh", "o")):
        return head + "es" + rest
    if head.endswith("y") and head[-2] not in VOWELS:
        return head[:-1] + "ies" + rest
    return head + "s" + rest


def past(verb):
    head, rest = _head(verb)
    if head in IRREGULAR_VERBS:
        return IRREGULAR_VERBS[head][0] + rest
    return _regular_past(head) + rest


def participle(verb):
    head, rest = _head(verb)
    if head in IRREGULAR_VERBS:
        return IRREGULAR_VERBS[head][1] + rest
    return _regular_past(head) + rest


def _regular_past(head):
    if head.endswith("e"):
        return head + "d"
    if head.endswith("y") and head[-2] not in VOWELS:
        return head[:-1] + "ied"
    if head in DOUBLING:
        return head + head[-1] + "ed"
    return head + "ed"


def ing(verb):
    head, rest = _head(verb)
    if head.endswith("ie"):
        return head[:-2] + "ying" + rest
    if head.endswith("e") and not head.endswith("ee") and head != "be":
        return head[:-1] + "ing" + rest
    if head in DOUBLING:
        return head + head[-1] + "ing" + rest
    return head + "ing" + rest


def comparative(adjective):
    """ "cheaper", "more expensive"."""
    form = _graded(adjective, "er")
    return form or "more " + adjective


def superlative(adjective):
    form = _graded(adjective, "est")
    return form or "most " + adjective


IRREGULAR_GRADES = {"good": ("better", "best"), "bad": ("worse", "worst"), "far": ("farther", "farthest")}
LONG_ADJECTIVES = {
    "tired",
    "famous",
    "modern",
    "useful",
    "careful",
    "crowded",
    "boring",
    "pleasant",
    "patient",
    "common",
    "honest",
    "serious",
    "ill",
    "nervous",
}


def _graded(adjective, ending):
    if adjective in IRREGULAR_GRADES:
        return IRREGULAR_GRADES[adjective][ending == "est"]
    syllables = sum(
        adjective[i] in "aeiouy" and (i == 0 or adjective[i - 1] not in "aeiouy") for i in range(len(adjective))
    )
    if adjective.endswith("e") and not adjective.endswith("le"):
        syllables -= 1
    if (
        adjective in LONG_ADJECTIVES
        or syllables > 2
        or (syllables == 2 and adjective[-1] not in "y" and adjective not in ("narrow", "quiet", "simple", "clever"))
    ):
        return None
    if adjective.endswith("e"):
        return adjective + ending[1:]
    if adjective.endswith("y"):
        return adjective[:-1] + "i" + ending
    if (
        syllables == 1
        and len(adjective) >= 3
        and adjective[-1] not in "aeiouwxy"
        and adjective[-2] in "aeiou"
        and adjective[-3] not in "aeiou"
    ):
        return adjective + adjective[-1] + ending
    return adjective + ending
