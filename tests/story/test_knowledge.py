"""Who knows what: facts that are seen, asked for, told, passed on, denied and kept; how people stand; and death."""

from __future__ import annotations

import pytest
from mill import at, begun, last, mill, of, play

from fabula.errors import WorldError
from fabula.story import event as e
from fabula.story.intent import Intent, possible, tells
from fabula.story.rules import Effects, Guard
from fabula.story.state import fold


def learned(*decisions: object) -> set[tuple[str, str, str]]:
    """Who learned what from whom in these turns."""
    events = of(e.FactLearned, *decisions)  # type: ignore[arg-type]
    return {(event.character, event.fact, event.source) for event in events}


def test_what_is_known_from_the_start() -> None:
    """``known_by`` and the player's ``knows`` are true in the opening, for those people alone."""
    state = begun(mill())
    assert state.knows == {"bo.theft": "start", "ada.vow": "start", "ada.tale": "start", "player.road": "start"}
    assert Guard(knows=["ada.vow"], ignorant=["player.vow"]).holds(state)
    assert not Guard(knows=["ada.vow", "bo.vow"]).holds(state)
    assert not Guard(ignorant=["player.vow", "bo.theft"]).holds(state)


def test_who_is_there_when_it_comes_true_has_seen_it() -> None:
    """The fire is seen by everybody in the mill, companions too; Cy in the yard only hears of it, the dead nothing."""
    told = mill()
    state = begun(told, e.ItemMoved("lamp", "player"), e.CharacterMoved("old", "mill"))
    burnt, later = play(told, state, "do:burn", "wait")
    assert {one for one in learned(burnt) if one[1] == "fire"} == {
        (who, "fire", "saw") for who in ("player", "ada", "bo", "dee")
    }
    assert not [one for one in learned(later) if one[2] == "saw"]
    assert not {"cy.fire", "old.fire"} & set(burnt.after.knows)
    assert later.after.knows["cy.fire"] == "ada"  # who has gone out to them


def test_asking_gives_what_is_known_and_neither_secret_nor_denied() -> None:
    """Ada tells the tale to whoever asks; not the vow, which is secret; Bo denies the theft; Dee does not know."""
    told = mill()
    state = begun(told)
    asked = last(told, state, "inquire:ada/tale")
    assert ("player", "tale", "ada") in learned(asked)
    assert told.facts["tale"].text in asked.facts
    for who, fact in (("ada", "vow"), ("bo", "theft"), ("dee", "theft"), ("bo", "vow")):
        nothing = last(told, state, f"inquire:{who}/{fact}")
        assert not [one for one in learned(nothing) if one[0] == "player"]
        assert told.facts[fact].text not in nothing.facts
        assert not tells(told, state, who, fact)
        assert Intent("inquire", who, fact) not in possible(told, state)
    assert Intent("inquire", "ada", "tale") in possible(told, state)


def test_nobody_is_asked_who_is_not_there() -> None:
    """Asking and telling need the other to be present and alive, and the words say which is lacking."""
    told = mill()
    away = begun(told, e.PlayerMoved("cellar"), e.FactLearned("player", "tale", "ada"))
    for intent in ("inquire:ada/tale", "tell:ada/tale"):
        assert last(told, away, intent).refused == "Ada is not here to listen."
    assert last(told, away, "tell:old/tale").refused == "Old Eli is dead and answers nobody any more."


def test_the_player_tells_everybody_who_is_there() -> None:
    """What the player knows can be told once to those present, who know it from then on; what they don't know can't."""
    told = mill()
    state = begun(told)
    said = last(told, state, "tell:bo/road")
    assert {one for one in learned(said) if one[2] == "player"} == {
        (who, "road", "player") for who in ("ada", "bo", "dee")
    }
    assert Intent("tell", "bo", "road") in possible(told, state)
    assert Intent("tell", "bo", "road") not in possible(told, said.after)
    assert last(told, state, "tell:bo/vow").refused
    assert Intent("tell", "bo", "vow") not in possible(told, state)


def test_a_gossip_passes_on_what_is_no_secret_to_whom_they_are_with() -> None:
    """Ada tells Bo the tale and keeps the vow; she tells Cy when the clock brings her into the yard."""
    told = mill()
    first, ten = play(told, begun(told), "wait", "wait")
    assert learned(first) == {("bo", "tale", "ada"), ("dee", "tale", "ada")}
    assert learned(ten) == {("cy", "tale", "ada")}
    assert not [known for known in ten.after.knows if known.endswith(".vow") and known != "ada.vow"]
    assert "old.tale" not in ten.after.knows


def test_a_gossip_passes_on_what_they_heard_in_the_same_night() -> None:
    """News travel: what the player tells Ada in the mill at night, Cy in the yard knows from her after ten."""
    told = mill()
    _, ten = play(told, begun(told), "tell:ada/road", "wait")
    assert ("cy", "road", "ada") in learned(ten)


def test_who_is_dead_or_alone_passes_nothing_on() -> None:
    """Dead gossips are silent, and a gossip away from all others tells nobody."""
    told = mill()
    dead = last(told, begun(told, e.CharacterDied("ada")), "wait")
    assert not learned(dead)
    gone = last(told, begun(told, e.CharacterMoved("ada", "nowhere")), "wait")
    assert not learned(gone)


def test_a_liar_does_not_gossip_what_they_deny() -> None:
    """Somebody who denies a fact does not pass it on behind the reader's back either."""
    told = mill(('lies = ["theft"]', 'lies = ["theft"]\ngossips = true'))
    waited = last(told, begun(told), "wait")
    assert not [one for one in learned(waited) if one[1] == "theft"]


def test_a_secret_is_passed_on_by_rules_alone() -> None:
    """Ada's topic teaches the vow, Bo's confession the theft; the one needs her trust, the other only him."""
    told = mill()
    asked = last(told, begun(told), "ask:ada/vow")
    assert ("player", "vow", "told") in learned(asked)
    confessed = last(told, begun(told), "do:confess")
    assert {("player", "theft", "told"), ("ada", "theft", "told")} <= learned(confessed)


def test_a_fact_is_learned_once() -> None:
    """How somebody came to know a fact stays as it was first; effects teach nobody anew."""
    told = mill()
    state = begun(told, e.FactLearned("player", "tale", "ada"), e.FactLearned("player", "tale", "bo"))
    assert state.knows["player.tale"] == "ada"
    effects = Effects.model_validate({"teach": {"player": ["tale", "fire"]}})
    assert effects.events(state) == [e.FactLearned("player", "fire", "told")]


# -- relations ------------------------------------------------------------------------------------------------


def test_relations_are_set_and_ended_and_asked_for() -> None:
    """Laughing ends Ada's trust and saying sorry brings it back; guards know the difference, either way."""
    told = mill()
    state = begun(told)
    assert state.relations == {"ada trusts player"}
    laughed, sorry = play(told, state, "do:insult", "do:sorry")
    assert of(e.RelationEnded, laughed) == [e.RelationEnded("ada", "trusts", "player")]
    assert of(e.RelationSet, sorry) == [e.RelationSet("ada", "trusts", "player")]
    assert last(told, state, "do:sorry").refused
    assert Intent("ask", "ada", "vow") in possible(told, state)
    assert Intent("ask", "ada", "vow") not in possible(told, laughed.after)
    assert Guard(related=["ada trusts player"]).holds(sorry.after)
    assert Guard(unrelated=["ada trusts player"]).holds(laughed.after)


def test_a_relation_is_neither_set_nor_ended_twice() -> None:
    """Effects make no event of what is so already."""
    told = mill()
    state = begun(told)
    assert Effects(relate=["ada trusts player"]).events(state) == []
    assert Effects(unrelate=["bo owes player"]).events(state) == []
    first, second = play(told, state, "do:insult", "do:insult")
    assert of(e.RelationEnded, first) and not of(e.RelationEnded, second)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [('relations = ["ada trusts player"]', 'relations = ["ada loves player"]', "'start.relations': there is no rel"),
     ('relations = ["ada trusts player"]', 'relations = ["eda trusts player"]', "there is no entity 'eda'"),
     ('relations = ["ada trusts player"]', 'relations = ["ada trusts"]', "is no relation; write 'who relation whom'"),
     ('unrelate = ["ada trusts player"]', 'unrelate = ["ada hates player"]', r"'rules\.insult\.then\.unrelate'"),
     ('text = "{subject} trusts {object}."', 'text = "{who} trusts {object}."', r"'relations\.trusts\.text'"),
     ('text = "{subject} trusts {object}."', 'text = "{subject trusts {object}."', r"'relations\.trusts\.text'"),
     ('known_by = "bo"', 'known_by = "bob"', r"'facts\.theft\.known_by': there is no person 'bob'"),
     ('lies = ["theft"]', 'lies = ["thief"]', r"'characters\.bo\.lies': there is no fact 'thief'"),
     ('knows = "road"', 'knows = "roads"', r"'start\.knows': there is no fact 'roads'"),
     ('knows = ["player.vow"]', 'knows = ["player.row"]', r"'endings\.guilty\.when\.knows'"),
     ('teach = { player = "vow" }', 'teach = { you = "vow" }', r"topics\.vow\.then\.teach': there is no person"),
     ('keys = ["oath"]', "keys = []", r"'facts\.vow\.keys'")],
)  # fmt: skip
def test_wrong_knowledge_is_named_with_its_key(old: str, new: str, message: str) -> None:
    """People, facts and relations that are not there, and sentences that can't be filled, are found when read."""
    with pytest.raises(WorldError, match=message):
        mill((old, new))


# -- death ----------------------------------------------------------------------------------------------------


def test_the_dead_stay_where_they_are_and_do_nothing() -> None:
    """Ada lies in the mill, is not among those present, answers nobody, has no topics and keeps no hours."""
    told = mill()
    killed, ten = play(told, begun(told), "do:push", "wait")
    assert of(e.CharacterDied, killed) == [e.CharacterDied("ada"), e.CharacterDied("dee")]
    assert killed.after.here() == ["bo"]
    assert ten.after.characters["ada"] == "mill"
    assert last(told, killed.after, "talk:ada").refused == "Ada is dead and answers nobody any more."
    assert not [intent for intent in possible(told, killed.after) if intent.target in ("ada", "dee")]
    assert Guard(dead=["ada"]).holds(killed.after) and not Guard(dead=["ada"]).holds(begun(told))
    assert Guard(alive=["ada", "bo"]).holds(begun(told)) and not Guard(alive=["ada"]).holds(killed.after)


def test_who_went_along_stays_behind_when_they_die() -> None:
    """A companion who dies lies where it happened; their body does not follow the reader around."""
    told = mill()
    killed, gone = play(told, begun(told), "do:push", "go:cellar")
    assert killed.after.place_of("dee") == "mill"
    assert gone.after.place_of("dee") == "mill"


def test_nobody_dies_twice() -> None:
    """Effects make no second death of the first."""
    told = mill()
    assert Effects(kill=["ada"]).events(begun(told, e.CharacterDied("ada"))) == []


def test_who_is_dead_from_the_start() -> None:
    """``alive = false`` is a body to be found: never present, and with no one to be met."""
    told = mill()
    state = begun(told, e.PlayerMoved("cellar"), at("21:45"))
    assert state.dead == {"old"}
    assert "old" not in state.here()
    assert last(told, state, "talk:old").refused


def test_what_another_player_did_elsewhere_is_not_seen() -> None:
    """A fact is seen in the turn in which it comes true, and by nobody who comes to play, or is met, afterwards."""
    told = mill()
    two = e.ReaderIntroduced(name="Jun", pronouns="", persona="", rating="family", seat=1)
    state = begun(told, two, e.PlayerMoved(to="cellar"))
    state = last(told, state, "wait").after
    state = last(told, fold(state, [e.SeatTaken(seat=1)]), "wait").after  # each has had a first turn
    burnt = fold(state, [e.FlagSet(flag="burnt"), e.SeatTaken(seat=0)])
    assert not of(e.FactLearned, last(told, burnt, "wait"))


def test_who_knows_already_hides_it_from_nobody() -> None:
    """Whoever is there when a fact comes true learns it, also beside a player who knew it before."""
    told = mill(('when = { set = ["burnt"] }', 'when = { at = "cellar" }'))
    knowing = begun(told, e.FactLearned(character="player", fact="fire", source="told"))
    knowing = last(told, knowing, "wait").after
    seen = of(e.FactLearned, last(told, knowing, "go:cellar"))
    assert {x.character for x in seen if x.fact == "fire"} == {"dee"}


def test_who_is_spoken_with_stays_for_the_turn() -> None:
    """Somebody whose hour comes while they are spoken with goes in the first turn in which they are not."""
    told = mill()
    first, second, third = play(told, begun(told, at("21:50")), "talk:ada", "talk:ada", "wait")
    assert first.after.characters["ada"] == second.after.characters["ada"] == "mill"
    assert third.after.characters["ada"] == "yard"
    assert last(told, third.after, "wait").after.characters["ada"] == "yard"


def test_who_goes_along_with_another_player_has_no_hours() -> None:
    """A schedule moves nobody who goes along with any player; one who dies on the way lies where that player is."""
    told = mill()
    two = e.ReaderIntroduced(name="Jun", pronouns="", persona="", rating="family", seat=1)
    away = begun(told, at("21:55"), two, e.SeatTaken(seat=1))
    assert last(told, away, "wait").after.characters["dee"] == "player.0"
    dead = fold(away, Effects(kill=["dee"]).events(away))
    assert dead.characters["dee"] == "mill"
