"""Several players at one story: turns in order, each in their own place, with their own hands and knowledge."""

from __future__ import annotations

from playing import AT, check, take, told
from playing import turns as texts

from conftest import Serve
from fabula.engine.story import Story, TellSettings, opening_events
from fabula.models.model import Model
from fabula.store.memory import MemoryStore
from fabula.store.worlds import load
from fabula.story import event as e
from fabula.story.state import State, fold
from fabula.story.tree import Tree


def begin(model: Model | None, names: list[str]) -> Story:
    """A session of The Last Bus for several."""
    world = load("last-bus", "en")
    first, *others = (
        e.ReaderIntroduced(name=name, pronouns="", persona="", rating="family", seat=seat)
        for seat, name in enumerate(names)
    )
    events = opening_events(world, seed=7, reader=first, others=others)
    store = MemoryStore()
    store.create("golden", events, world=world.id, language="en", title=world.title, at=AT)
    return Story("golden", world, Tree().grow(events), store, model, TellSettings(summaries=False))


async def test_turns_go_round(serve: Serve) -> None:
    """Each player's turn is theirs: where they are and what they hold; the prompt says who "you" is, and it replays."""
    model, server = serve({"prose": texts("en", 8)})
    story = begin(model, ["Mei", "Jun"])
    assert (story.state.reader.name, story.state.players()) == ("Mei", 2)
    start = story.state.place
    await take(story.play("go to the cart"))
    assert (story.state.reader.name, story.state.place) == ("Jun", start)
    await take(story.play("I look around"))
    assert (story.state.reader.name, story.state.place) == ("Mei", "cart")
    sent = "\n".join(m["content"] for request in server.requests() for m in request["messages"])
    assert 'From here "you" is Jun' in sent
    assert told(await take(story.retell())).events[-1] == e.SeatTaken(seat=0)
    assert story.state.reader.name == "Mei"
    check(story)
    await model.close()


def test_hands_and_heads_are_their_own() -> None:
    """What one holds and knows the other does not; passing the turn on and back changes nothing."""
    story = begin(None, ["Mei", "Jun"])
    begun = story.state
    mine = fold(
        begun,
        [e.ItemMoved(item="ginger", to="player"), e.FactLearned(character="player", fact="x", source="saw")],
    )
    assert "ginger" in mine.held()
    theirs = fold(mine, [e.SeatTaken(seat=1)])
    assert "ginger" not in theirs.held()
    assert "player.x" not in theirs.knows
    assert theirs.reader.name == "Jun"
    again = fold(theirs, [e.SeatTaken(seat=0)])
    assert again == mine


def test_a_seat_that_nobody_has_changes_nothing() -> None:
    """With one player, or for a seat that does not exist, there is nobody to pass the turn to."""
    alone = fold(State(), [e.ReaderIntroduced(name="Mei", pronouns="", persona="", rating="teen")])
    assert fold(alone, [e.SeatTaken(seat=3)]) == alone
