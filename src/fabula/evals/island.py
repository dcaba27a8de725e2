"""A small island on which sixty facts are planted in ten turns, for the bench of memory.

Each turn leaves one thing in a place and one with a person, and lets the reader hear, see, learn or promise two more
things: forty facts that the rules decide, as events. Ten more are only in what the model told, and ten only in what the
reader said. Three of the things are fetched later and left elsewhere: of those the new place is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fabula.engine.story import Story, TellSettings, opening_events
from fabula.evals import script
from fabula.models.model import Model
from fabula.story.world import World

HOME = "inn"
_AROUND = (
    "At mooring {0} a rope creaks, and buoy {1} nods to mast {2}.",
    "Gull {0} has lost to gull {1} over crab {2}.",
    "On shelf {0} the dust of jar {1} lies thicker than on tin {2}.",
)


def around(number: int) -> str:
    """Six sentences about nothing, no two alike, for one of the ten turns: what was said before would be refused."""
    counts = range(1000 * number, 1000 * number + 18 * 7, 7)
    return " ".join(_AROUND[at % 3].format(*counts[3 * at : 3 * at + 3]) for at in range(6))


@dataclass(frozen=True, slots=True)
class Planted:
    """A fact: where it came from, what the reader asks later, and words that only the answer has.

    A prompt holds it if one of its sentences has all words of ``needs``.
    """

    kind: str  # left | given | moved | promised | learned | heard | looked | told | said
    ask: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """One of the ten turns. ``told`` is what the model says in it, ``said`` what the reader says."""

    intent: str  # do | ask | look
    place: str
    person: str
    left: str
    given: str
    told: str
    said: str
    promised: str = ""
    learned: str = ""
    heard: str = ""
    looked: str = ""


PLACES = {
    "inn": ("the inn", "A low room with a peat fire, six tables, and rain on the windows."),
    "quay": ("the quay", "Wet stones, coiled rope, and gulls that walk about like owners."),
    "lighthouse": ("the lighthouse", "A white tower with a winding stair and a room that smells of oil."),
    "chapel": ("the chapel", "Grey stone, two rows of benches, a bell rope worn smooth."),
    "mill": ("the mill", "Flour in the air, and a wheel that complains at each turn."),
    "smithy": ("the smithy", "A glowing hearth, horseshoes on nails, an anvil with a dent."),
}
PEOPLE = {
    "bess": ("Bess", "she", "inn", "The innkeeper, broad and quick, who remembers what everybody owes."),
    "ada": ("Ada", "she", "lighthouse", "The keeper of the light, sixty, who talks to it."),
    "jory": ("Jory", "he", "lighthouse", "Her nephew, a boatman of few words."),
    "colm": ("Father Colm", "he", "chapel", "A thin priest who laughs late at jokes."),
    "mae": ("Sister Mae", "she", "chapel", "She keeps the bees behind the chapel."),
    "penn": ("Mrs. Penn", "she", "mill", "The miller, white to the eyebrows."),
    "wick": ("Wick", "he", "mill", "The miller's boy, who whistles wrong notes."),
    "tamsin": ("Tamsin", "she", "smithy", "The smith, slow and exact."),
    "lowen": ("Lowen", "he", "smithy", "Her brother, who mends nets by the hearth."),
}
ITEMS = {
    "key": "the brass key", "lantern": "the blue lantern", "map": "the torn map", "spoon": "the silver spoon",
    "pipe": "the clay pipe", "ribbon": "the red ribbon", "comb": "the bone comb", "bead": "the glass bead",
    "hook": "the iron hook", "bottle": "the green bottle",
    "whistle": "the tin whistle", "cap": "the wool cap", "mirror": "the pocket mirror", "honey": "the jar of honey",
    "cards": "the deck of cards", "stick": "the walking stick", "star": "the paper star", "coin": "the copper coin",
    "hat": "the straw hat", "line": "the fishing line",
}  # fmt: skip
VISITS = (
    Visit("do", "lighthouse", "ada", "key", "whistle", "The keeper's dog is called Pilot.",
          "I tell her that my brother once drowned a clock.", promised="wicks", learned="storm"),
    Visit("ask", "lighthouse", "jory", "lantern", "cap", "Jory's boat is named after a heron.",
          "I say that I sink like a stone.", heard="seals", promised="rope"),
    Visit("do", "chapel", "colm", "map", "mirror", "The chapel cat has only three legs.",
          "I tell him that my mother was born on a Thursday.", promised="candle", learned="bell"),
    Visit("ask", "chapel", "mae", "spoon", "honey", "Sister Mae paints the hives yellow every spring.",
          "I say that I am afraid of geese.", heard="swarm", learned="crypt"),
    Visit("look", "chapel", "mae", "pipe", "cards", "A swallow has built its nest inside the organ.",
          "I say that I collect buttons.", looked="window", learned="tunnel"),
    Visit("do", "mill", "penn", "ribbon", "stick", "The miller counts her sacks in Dutch.",
          "I tell her that my first teacher limped.", promised="sieve", learned="flood"),
    Visit("ask", "mill", "wick", "comb", "star", "Wick's left boot belonged to his uncle.",
          "I say that I once won a goat at cards.", heard="owl", promised="tune"),
    Visit("look", "mill", "wick", "bead", "coin", "The mill door was painted with ship's tar.",
          "I say that my lucky number is eleven.", looked="beam", learned="weir"),
    Visit("do", "smithy", "tamsin", "hook", "hat", "The smith keeps peppermints in a horseshoe box.",
          "I tell her that my grandfather sold umbrellas.", promised="hinge", learned="anvil"),
    Visit("ask", "smithy", "lowen", "bottle", "line", "Lowen ties every net with a sailor's plait.",
          "I say that I sleep badly at full moon.", heard="ghost", learned="well"),
)  # fmt: skip
PROMISES = {
    "wicks": ("Bring Ada new wicks", "ada"), "rope": ("Splice the long rope for Jory", "jory"),
    "candle": ("Light a candle for Father Colm's sister", "colm"), "sieve": ("Mend the fine sieve", "penn"),
    "tune": ("Teach Wick a proper tune", "wick"), "hinge": ("Fetch the chapel hinge for Tamsin", "tamsin"),
}  # fmt: skip
FACTS = {  # what it is called, the fact, what is asked, words of the answer
    "storm": ("the night of the storm", "On the night of the storm the lamp burned green.",
              "what happened to the lamp on the night of the storm", ("lamp", "burned green")),
    "bell": ("the chapel bell", "The chapel bell was cast from a sunken anchor.",
             "what the chapel bell was made of", ("bell", "sunken anchor")),
    "crypt": ("the crypt", "The crypt holds nothing but forty pairs of shoes.",
              "what there is in the crypt", ("crypt", "forty pairs")),
    "tunnel": ("the smugglers' tunnel", "The smugglers' tunnel comes out below the third step of the quay.",
               "where the smugglers' tunnel comes out", ("tunnel", "third step")),
    "flood": ("the great flood", "In the great flood the millstone floated on a raft of doors.",
              "what saved the millstone in the great flood", ("millstone", "raft of doors")),
    "weir": ("the old weir", "The old weir was broken by a whale.", "who broke the old weir", ("weir", "whale")),
    "anvil": ("the dent in the anvil", "The dent in the anvil was made by a falling star.",
              "where the dent in the anvil comes from", ("anvil", "falling star")),
    "well": ("the dry well", "The dry well answers every question twice.",
             "what is strange about the dry well", ("well", "question twice")),
}  # fmt: skip
TOPICS = {
    "seals": ("the seals", "He says the seals come ashore only when the wind is from the west.", ("seals", "west")),
    "swarm": ("the lost swarm", "She says the lost swarm went to live in the pulpit.", ("swarm", "pulpit")),
    "owl": ("the owl", "He says the owl has eaten the mayor's wig.", ("owl", "wig")),
    "ghost": ("the ghost", "He says the ghost only ever asks for the time.", ("ghost", "for the time")),
}
DETAILS = {
    "window": ("chapel", "the cracked window", "Behind the cracked pane somebody has scratched the year 1788.",
               ("cracked pane", "1788")),
    "beam": ("mill", "the carved beam", "Seven fishes are carved into it, and one of them is smiling.",
             ("fishes", "smiling")),
}  # fmt: skip
TOLD = (  # asked as somebody would ask who does not have the sentence at hand
    ("what the keeper's dog is called", ("dog", "Pilot")), ("what Jory's boat is named after", ("boat", "heron")),
    ("how many legs the chapel cat has", ("cat", "three legs")),
    ("in which colour Sister Mae paints the hives", ("hives", "yellow")),
    ("what has nested in the organ", ("swallow", "organ")),
    ("in which language the miller counts", ("miller", "Dutch")),
    ("whose boot Wick wears", ("boot", "uncle")), ("what the mill door was painted with", ("mill door", "tar")),
    ("where the smith hides her sweets", ("smith", "horseshoe box")), ("how Lowen ties his nets", ("Lowen", "plait")),
)  # fmt: skip
SAID = (
    ("what my brother drowned", ("brother", "clock")), ("whether I can swim", ("sink", "stone")),
    ("on which day my mother was born", ("mother", "Thursday")), ("which animals I am afraid of", ("afraid", "geese")),
    ("what I collect", ("collect", "buttons")),
    ("what was the matter with my first teacher", ("teacher", "limped")),
    ("what I once won at cards", ("goat", "cards")), ("what my lucky number is", ("lucky", "eleven")),
    ("what my grandfather sold", ("grandfather", "umbrellas")), ("when I sleep badly", ("sleep", "full moon")),
)  # fmt: skip
FETCHED = {"key": "quay", "ribbon": "quay", "hook": "inn"}  # left there later


def world() -> World:
    """The island."""
    places = {key: {"name": name, "text": text, "exits": [other for other in PLACES if other != key], "details": {}}
              for key, (name, text) in PLACES.items()}  # fmt: skip
    for detail, (place, name, text, _) in DETAILS.items():
        places[place]["details"] |= {detail: {"name": name, "text": text}}  # type: ignore[operator]
    return World.model_validate(
        {
            "format": 1, "id": "island", "genre": "sandbox", "rating": "family", "language": "en", "languages": ["en"],
            "title": "The Keeper's Island", "tone": "Plain and salty.",
            "premise": "You have come to a small island with your pockets full of things that belong to others.",
            "manner": ["Stay with hands, weather and things."],
            "opening": "The ferry has gone. Rain stands on the quay, and behind the windows of the inn a fire burns.",
            "start": {"place": HOME}, "places": places,
            "items": {key: {"name": name, "text": f"It is {name}.", "at": "player"} for key, name in ITEMS.items()},
            "characters": dict(_people()), "quests": dict(_quests()), "facts": dict(_facts()),
            "rules": dict(_rules()), "triggers": dict(_triggers()),
            "endings": {"away": {"title": "Away", "text": "The ferry comes back.", "when": {"set": ["away"]}}},
        }
    )  # fmt: skip


def _after(visit: Visit) -> dict[str, Any]:
    """What follows from a visit."""
    return {
        "put": {visit.left: visit.place, visit.given: visit.person},
        "teach": {"player": [visit.learned]} if visit.learned else {},
        "accept": [visit.promised] if visit.promised else [],
        **({"move": visit.place} if visit.intent == "do" else {}),
    }


def _people() -> Iterator[tuple[str, dict[str, Any]]]:
    for who, (name, pronouns, at, persona) in PEOPLE.items():
        topics = {
            visit.heard: {"name": TOPICS[visit.heard][0], "text": TOPICS[visit.heard][1], "then": _after(visit)}
            for visit in VISITS
            if visit.person == who and visit.heard
        }
        yield who, {"name": name, "pronouns": pronouns, "at": at, "persona": persona, "topics": topics}


def _quests() -> Iterator[tuple[str, dict[str, Any]]]:
    done = {"set": ["away"]}
    for key, (title, by) in PROMISES.items():
        step = {"goal": f"{title}.", "when": done}
        yield key, {"title": title, "text": "You gave your word on it.", "by": by, "offer": done, "steps": {"do": step}}


def _facts() -> Iterator[tuple[str, dict[str, Any]]]:
    for key, (name, text, _, _) in FACTS.items():
        yield key, {"name": name, "text": text, "keys": [name]}


def _rules() -> Iterator[tuple[str, dict[str, Any]]]:
    for number, visit in enumerate(VISITS):
        if visit.intent == "do":
            phrase = f"walk over to {PLACES[visit.place][0]}"
            yield f"visit_{number}", {"phrase": phrase, "then": _after(visit), "tell": "You put down what you brought."}
    for item, place in FETCHED.items():
        phrase = f"fetch {ITEMS[item]} and bring it to {PLACES[place][0]}"
        after = {"give": [item], "put": {item: place}, "move": place}
        yield f"fetch_{item}", {"phrase": phrase, "then": after, "tell": "You put it down again."}


def _triggers() -> Iterator[tuple[str, dict[str, Any]]]:
    for visit in VISITS:
        if visit.looked:
            seen = f"{visit.place}.{visit.looked}"
            yield f"then_{visit.looked}", {"when": {"seen": [seen]}, "then": _after(visit)}


def begin(world: World, model: Model, settings: TellSettings) -> Story:
    """A new session in a store that forgets."""
    events = opening_events(world, seed=script.SEED, reader=script.READER)
    return script.session(world, events, model, settings)


# -- what is planted, and how ------------------------------------------------------------------------------------


def action(number: int) -> str:
    """What the reader does and says in the turn with that number, from 1 to 10."""
    visit = VISITS[number - 1]
    if visit.intent == "do":
        does = f"walk over to {PLACES[visit.place][0]}"
    elif visit.intent == "ask":
        does = f"ask {PEOPLE[visit.person][0]} about {TOPICS[visit.heard][0]}"
    else:
        does = f"look closely at {DETAILS[visit.looked][1]}"
    return f"I {does}. {visit.said}"


def fetching() -> list[str]:
    """The actions by which three things are fetched and left elsewhere."""
    return [f"I fetch {ITEMS[item]} and bring it to {PLACES[place][0]}." for item, place in FETCHED.items()]


def facts() -> list[Planted]:
    """The sixty facts."""
    out = []
    for visit, told, said in zip(VISITS, TOLD, SAID, strict=True):
        item, place = ITEMS[visit.left], PLACES[FETCHED.get(visit.left, visit.place)][0]
        kind = "moved" if visit.left in FETCHED else "left"
        out.append(Planted(kind, f"where I left {item}", (item, place)))
        out.append(Planted("given", f"who has {ITEMS[visit.given]} now", (ITEMS[visit.given], PEOPLE[visit.person][0])))
        if visit.promised:
            title, by = PROMISES[visit.promised]
            out.append(Planted("promised", f"what I promised {PEOPLE[by][0]}", (title,)))
        if visit.learned:
            out.append(Planted("learned", *FACTS[visit.learned][2:]))
        if visit.heard:
            name, _, needs = TOPICS[visit.heard]
            out.append(Planted("heard", f"what {PEOPLE[visit.person][0]} said about {name}", needs))
        if visit.looked:
            _, name, _, needs = DETAILS[visit.looked]
            out.append(Planted("looked", f"what I saw at {name}", needs))
        out += [Planted("told", *told), Planted("said", *said)]
    return out
