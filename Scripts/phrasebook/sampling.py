"""From the grammar to three sets of pairs without leakage, with every form of the test seen in training."""

from collections import Counter, defaultdict

from folding import fold, forms
from grammar.core import MEN, PATTERNS, WOMEN, Dice
from lexicon import read_phrases

TRAINING, DEVELOPMENT, TEST = 11000, 300, 300
DRAWS_PER_WEIGHT = 450  # a pattern of weight 2 is drawn 900 times
SEEN = 6  # times that a form of development or test should occur in training
MINIMUM_WORDS = 5  # words of a test sentence in Hungarian
LONGEST = 13


class Pair:
    """One sentence pair and the pattern that made it."""

    def __init__(self, english, hungarian, topic):
        self.english, self.hungarian, self.topic = english, hungarian, topic
        self.key_en, self.key_hu = fold(english), fold(hungarian)
        self.forms, self.words = forms(hungarian), len(hungarian.split())


def sensible(english, hungarian):
    """Nobody calls herself by her name twice, polite sentences do not say "your", nothing is too long."""
    words = [word.strip(".,!?").removesuffix("'s") for word in english.split()]
    if any(words.count(name) > 1 for name in WOMEN + MEN):
        return False
    pairs = Counter(zip(words, words[1:]))
    owners = ("my", "your", "his", "her", "our", "their", "My", "Your", "Our")
    lowered = Counter((one.lower(), two) for one, two in pairs.elements() if one in owners)
    if any(count > 1 for count in lowered.values()):
        return False
    polite = any(sign in english.lower() for sign in ("please", "excuse me", "could you", " sir", " madam"))
    return not (polite and "your" in words) and len(hungarian.split()) <= LONGEST


def draw_pool(seed):
    """Unique pairs of all patterns; the same English with two translations is an error of the grammar."""
    dice, pool = Dice(seed), []
    by_english = {fold(english): (english, hungarian, "phrases.txt") for english, hungarian in read_phrases()}
    for weight, function in PATTERNS:
        for _ in range(int(weight * DRAWS_PER_WEIGHT)):
            english, hungarian = function(dice)
            if not sensible(english, hungarian):
                continue
            key = fold(english)
            known = by_english.get(key)
            if known is None:
                by_english[key] = (english, hungarian, function.__name__)
                pool.append(Pair(english, hungarian, function.__name__))
            elif known[0] == english and known[1] != hungarian:
                raise ValueError(
                    f"ambiguous: {english!r} is {known[1]!r} ({known[2]}) and {hungarian!r} " f"({function.__name__})"
                )
            # "Anna, read the menu!" beside "Anna read the menu." is left out: leakage is judged without punctuation.
    return pool


def split(seed):
    """(training, development, test), each in a random order."""
    pool = draw_pool(seed)
    dice = Dice(seed + 1)
    dice.shuffle(pool)
    occurrences = Counter(form for pair in pool for form in pair.forms)
    held_out = _hold_out(pool, occurrences, TEST + DEVELOPMENT)
    dice.shuffle(held_out)
    test, development = held_out[:TEST], held_out[TEST:]
    english = {pair.key_en for pair in held_out}
    hungarian = {pair.key_hu for pair in held_out}
    phrases = [Pair(*phrase, "phrases") for phrase in read_phrases()]
    rest = phrases + [pair for pair in pool if pair.key_en not in english and pair.key_hu not in hungarian]
    needed = set().union(*(pair.forms for pair in held_out))
    training = _training(rest, needed, dice)
    return training, development, test


def _hold_out(pool, occurrences, size):
    """Pairs for development and test: every topic by its share, only forms that training can show often.

    A pair is taken when it brings a form that no earlier one has, so the set has as many different words as it can.
    """
    share = {function.__name__: weight for weight, function in PATTERNS}
    total = sum(share.values())
    left = {topic: max(1, round(size * weight / total)) for topic, weight in share.items()}
    chosen, targets, shown = [], set(), set()
    phrases = {fold(hungarian) for _, hungarian in read_phrases()}
    usable = [
        pair
        for pair in pool
        if pair.words >= MINIMUM_WORDS
        and pair.key_hu not in phrases
        and all(occurrences[form] >= 3 * SEEN for form in pair.forms)
    ]
    for new_forms in (2, 1, 0):
        for pair in usable:
            if len(chosen) == size:
                return chosen
            if left[pair.topic] > 0 and pair.key_hu not in targets and len(pair.forms - shown) >= new_forms:
                left[pair.topic] -= 1
                targets.add(pair.key_hu)
                shown |= pair.forms
                chosen.append(pair)
    # Topics of short sentences could not fill their share: the others do.
    for pair in usable:
        if len(chosen) < size and pair.key_hu not in targets:
            targets.add(pair.key_hu)
            chosen.append(pair)
    return chosen


def _training(rest, needed, dice):
    """First what shows each needed form SEEN times, then whatever comes in the pool's order."""
    seen, chosen, later = Counter(), [], []
    for pair in rest:
        if pair.topic == "phrases" or any(form in needed and seen[form] < SEEN for form in pair.forms):
            chosen.append(pair)
            seen.update(pair.forms)
        else:
            later.append(pair)
    chosen += later[: TRAINING - len(chosen)]
    dice.shuffle(chosen)
    return chosen


def properties(training, development, test):
    """Figures for the README and for --check."""
    test_forms = set().union(*(pair.forms for pair in test))
    count = Counter(form for pair in training for form in pair.forms)
    per_topic = defaultdict(int)
    for pair in training:
        per_topic[pair.topic] += 1
    return {
        "training": len(training),
        "development": len(development),
        "test": len(test),
        "forms in training": len(count),
        "forms in test": len(test_forms),
        "test forms seen in training": sum(count[form] > 0 for form in test_forms),
        "test forms seen less than three times": sorted(form for form in test_forms if count[form] < 3),
        "words a sentence": sum(pair.words for pair in training) / len(training),
        "words a test sentence": sum(pair.words for pair in test) / len(test),
        "patterns": len(per_topic),
    }
