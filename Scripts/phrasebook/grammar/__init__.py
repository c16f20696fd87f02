"""Sentence patterns by topic. Importing a topic registers its patterns; `load` imports them all, in a fixed order."""

from importlib import import_module

TOPICS = (
    "actions",
    "giving",
    "things",
    "food",
    "places",
    "travel",
    "numbers",
    "owning",
    "describing",
    "people",
    "courtesy",
    "health",
    "weather",
    "life",
    "clauses",
)


def load():
    for topic in TOPICS:
        import_module(f"grammar.{topic}")
