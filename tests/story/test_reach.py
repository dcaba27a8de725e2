"""Reachability: what can never come true is found and named, and what comes true was never called impossible."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mill import begun, files, mill, play
from walking import editions, walk, world

from fabula.errors import WorldError
from fabula.story import event as e
from fabula.story.parse import collect
from fabula.story.reach import Possible, reach, unreachable
from fabula.story.rules import PLAYER
from fabula.story.state import State, fold
from fabula.story.validate import check
from fabula.story.world import World

# what: (text of world.toml to replace, replacement, key, words of the message, words of the hint)
NEVER: dict[str, tuple[str, str, str, str, str]] = {
    "place without a way": ('exits = ["mill", "road"]', 'exits = ["mill"]',
                            "places.road", "place can't be reached", "exit"),
    "rule that asks too much": ('counters = { grain = ">= 1" } }', 'counters = { grain = ">= 6" } }',
                                "rules.grind.when", "can never be carried out", "counters"),
    "ending that is dead": ('when = { counters = { crown = ">= 2" } }', 'when = { dead = ["bo"] }',
                            "endings.crowned.when", "ending can't be reached", "'dead = bo' can never hold"),
    "ending that is known": ('knows = ["player.vow"], ignorant', 'knows = ["old.vow"], ignorant',
                             "endings.guilty.when", "ending can't be reached", "'knows = old.vow' can never hold"),
    "ending with a relation": ('when = { counters = { crown = ">= 2" } }', 'when = { related = ["cy owes player"] }',
                               "endings.crowned.when", "ending can't be reached", "cy owes player"),
    "ending of a quest": ('when = { counters = { crown = ">= 2" } }', 'when = { quest = { flour = "failed" } }',
                          "endings.crowned.when", "ending can't be reached", "flour"),
    "rule for the dead": ('when = { at = ["cellar"] }', 'when = { present = ["old"] }',
                          "rules.sleep.when", "can never be carried out", "'present = old' can never hold"),
    "rule about the living": ('when = { at = ["cellar"] }', 'when = { alive = ["old"] }',
                              "rules.sleep.when", "can never be carried out", "'alive = old' can never hold"),
    "rule after itself": ('when = { at = ["cellar"] }', 'when = { done = ["sleep"] }',
                          "rules.sleep.when", "can never be carried out", "'done = sleep' can never hold"),
    "trigger after a turn that is past": ('when = { weekday = [2] }', 'when = { turn = "< 0" }',
                                          "triggers.rest.when", "this can never happen", "turn"),
    "trigger on a day that is past": ('when = { weekday = [2] }', 'when = { day = "< 1" }',
                                      "triggers.rest.when", "this can never happen", "day"),
    "step that asks too much": ('when = { counters = { grain = "<= 2" } }', 'when = { dead = ["bo"] }',
                                "quests.flour.steps.grind", "step can never be done", "'dead = bo' can never hold"),
    "table of the first place": ('exits = ["yard", "cellar"]\n',
                                 'exits = ["yard", "cellar"]\nfinds = "dust"\n[tables.dust.rows.dust]\nname = "dust"\n',
                                 "tables.dust", "nothing ever rolls this table", "other than the first"),
    "quest that is never offered": ('offer = { present = ["cy"] }', 'offer = { present = ["old"] }',
                                    "quests.parcel", "quest can never be taken on", "'present = old'"),
    "quest of the dead": ('by = "cy"\noffer', 'by = "old"\noffer', "quests.parcel", "quest can never be taken on", ""),
    "level that the questions do not lead to": ('when = { counters = { crown = ">= 2" } }', 'when = { level = ">= 3" }',
                                 "endings.crowned.when", "ending can't be reached", "level = >= 3"),
    "somebody who is never there": ('when = { counters = { crown = ">= 2" } }',
                                    'when = { at = ["cellar"], present = ["cy"] }', "endings.crowned.when",
                                    "ending can't be reached", "never in cellar together with 'cy'"),
    "two who never meet": ('when = { counters = { crown = ">= 2" } }', 'when = { present = ["bo", "cy"] }',
                           "endings.crowned.when", "ending can't be reached", ""),
    "alternatives": ('when = { counters = { crown = ">= 2" } }', 'when = { any = [{ dead = ["bo"] }] }',
                     "endings.crowned.when", "ending can't be reached",
                     "No alternative of 'any' can hold. The first: 'dead = bo' can never hold."),
    "fact that never comes true": ('when = { set = ["burnt"] }', 'when = { dead = ["bo"] }',
                                   "facts.fire.when", "this can never come true", "'dead = bo'"),
    "quest that has failed when it is offered": ('offer = { counters = { mice = ">= 3" } }',
                                                 'offer = { counters = { mice = ">= 7" } }',
                                                 "quests.purge", "quest can never be taken on", "It has failed"),
    "row that can't be drawn": ('name = "frogs"\nweight = 1000\nwhen = { set = ["up"] }',
                                'name = "frogs"\nwhen = { dead = ["bo"] }',
                                "tables.weather.rows.frogs", "row can never be drawn", "'when'"),
    "table that nothing rolls": ("then = { roll = [\"damage\"] }\ntell", "tell",
                                 "tables.damage", "nothing ever rolls this table", "Roll it"),
    "question behind a wall": ('by = "ada"\nask = "What',
                               'by = "ada"\nwhen = { has = ["coin"], dead = ["bo"] }\nask = "What',
                               "questions.wheel", "question can never be asked", "dead = bo"),
}  # fmt: skip


@pytest.mark.parametrize("case", NEVER)
def test_what_can_never_happen_is_named(case: str) -> None:
    """One change that makes something impossible is reported with its file and key, and what stands in the way."""
    old, new, key, message, hint = NEVER[case]
    with pytest.raises(WorldError, match=r"world\.toml: '"):
        mill((old, new))
    table, _ = collect({**files(), "world.toml": files()["world.toml"].replace(old, new, 1)}, "en")
    found = {where: (said, remedy) for where, said, remedy in check(World.model_validate(table))}
    assert message in found[key][0]
    assert hint in found[key][1]


def test_a_step_that_needs_an_item_that_nobody_has() -> None:
    """An item that is nowhere and that no effect gives is the reason, by its name."""
    nobody = (
        ('reward = { give = ["coin"], relate', "reward = { relate"),
        ('then = { put = { coin = "cellar" } }\n', ""),
    )
    with pytest.raises(
        WorldError, match=r"world\.toml: 'quests\.flour\.steps\.look': this step can never be done"
    ) as caught:
        mill(*nobody, ('when = { seen = ["mill.bin"] }', 'when = { has = ["coin"] }'))
    assert caught.value.hint == "It needs the item 'coin', which the player can never have."
    mill(('when = { seen = ["mill.bin"] }', 'when = { has = ["coin"] }'))
    mill(nobody[0], ('when = { seen = ["mill.bin"] }', 'when = { has = ["coin"] }'))
    with pytest.raises(WorldError, match="this step can never be done"):
        mill(nobody[1], nobody[0], ('when = { counters = { grain = "<= 2" } }', 'when = { has = ["coin"] }'))


STILL = (("turn = 10\n", "turn = 0\n"), ("count = { skill = 1 }, minutes = 30", "count = { skill = 1 }"))
ASLEEP = (*STILL, ("then = { minutes = 480 }", "then = { set = ['slept'] }"))


def test_times_that_the_clock_never_shows() -> None:
    """A clock that stands still shows one time, and moves nobody; one of whole days shows one on every day."""
    for changes, never in (
        (ASLEEP, {"places.road", "triggers.owl.when", "triggers.rest.when", "endings.gone.when"}),
        (((ASLEEP[0][0], "turn = 1440\n"), *ASLEEP[1:]), {"places.road", "triggers.owl.when", "endings.gone.when"}),
        (STILL, {"triggers.owl.when"}),  # twenty to ten, to six, to two
        (STILL[1:], set[str]()),
    ):
        text = files()["world.toml"]
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        table, _ = collect({**files(), "world.toml": text}, "en")
        found = {key for key, _, _ in check(World.model_validate(table))}
        assert found & {"places.road", "triggers.owl.when", "triggers.rest.when", "endings.gone.when"} == never


def test_who_is_nowhere_follows_no_schedule() -> None:
    """A schedule moves only who is somewhere, so that nobody meets them before an effect has brought them."""
    cy = '[characters.cy]\nname = "Cy"'
    fay = '[characters.fay]\nname = "Fay"\npronouns = "she"\npersona = "x"\nat = "nowhere"\n'
    fay += 'schedule = { "22:00" = "mill" }\ntopics.art = { name = "art", text = "x" }\n'
    hidden = (cy, fay + cy)
    with pytest.raises(WorldError, match=r"'characters\.fay\.topics\.art': this can never be asked") as caught:
        mill(hidden)
    assert "Nobody ever meets 'fay'" in caught.value.hint
    mill(hidden, ("then = { minutes = 480 }", 'then = { minutes = 480, bring = { fay = "road" } }'))


@pytest.mark.parametrize(
    ("then", "asked", "possible"),
    [("count = { skill = 1 }", ">= 2", False), ("count = { skill = 1 }", ">= 1", True),
     ("count = { skill = -1 }", "< -2", False), ("count = { skill = -1 }", "<= -2", True),  # the roof takes one, once
     ('let = { skill = "min(3, skill + 1)" }', ">= 5", False), ('let = { skill = "min(3, skill + 1)" }', ">= 3", True),
     ('let = { skill = "min(300, skill + 1)" }', "> 300", False),
     ('let = { skill = "min(300, skill + 1)" }', "> 299", True),
     ('let = { skill = "skill + grain" }', ">= 999999", True), ('let = { skill = "5 - skill" }', ">= 6", True),
     ('let = { skill = "skill % 4" }', "> 3", False), ('let = { skill = "grain // 2" }', "> 2", False),
     ('let = { skill = "max(-2, skill - 1)" }', "< -3", False)],
)  # fmt: skip
def test_how_far_a_counter_goes(then: str, asked: str, possible: bool) -> None:
    """What is counted once and what a formula holds down bound a counter; what grows for ever reaches any value."""
    once = "count" in then
    changes = (
        ("fail = { count = { skill = 1 }, minutes = 30 }", "fail = { minutes = 30 }"),
        ("[tables.damage]\n", "[tables.damage]\nonce = true\n"),
        ("[rules.sleep]", f'[rules.train]\nphrase = "train hard"\nagain = {str(not once).lower()}\ntell = "x"\n'
                          f"then = {{ {then} }}\n[rules.sleep]"),
        ('when = { counters = { crown = ">= 2" } }', f'when = {{ counters = {{ skill = "{asked}" }} }}'),
    )  # fmt: skip
    if possible:
        mill(*changes)
        return
    with pytest.raises(WorldError, match=r"'endings\.crowned\.when': this ending can't be reached") as caught:
        mill(*changes)
    assert "counters.skill" in caught.value.hint


def test_an_ending_that_always_comes_too_late() -> None:
    """Of two endings the first is told: one that holds only when an earlier one does is an error that names both."""
    last = 'text = "Nobody ever hears of the oath."'
    late = '\n[endings.late]\ntitle = "Late"\ntext = "x"\nwhen = { at = ["road"], day = ">= 3", alive = ["bo"] }\n'
    with pytest.raises(WorldError, match=r"'endings\.late\.when': .*because endings\.gone holds whenever it does"):
        mill((last, last + late))
    mill((last, last + late.replace("3", "1")))
    mill((last, last + late), ("then = { minutes = 480 }", 'then = { minutes = 480, end = "late" }'))


def test_a_topic_of_somebody_whom_nobody_meets() -> None:
    """Topics of the dead can never be asked, and the hint says that nobody meets them."""
    topic = '[characters.old.topics.mill]\nname = "his mill"\ntext = "Nothing."\n\n[characters.ada.topics.vow]'
    with pytest.raises(WorldError, match=r"'characters\.old\.topics\.mill': this can never be asked") as caught:
        mill(("[characters.ada.topics.vow]", topic))
    assert "Nobody ever meets 'old'" in caught.value.hint


@pytest.mark.parametrize(
    ("old", "new"),
    [('when = { counters = { crown = ">= 2" } }', 'when = { counters = { crown = ">= 2000000" } }'),
     ('when = { counters = { crown = ">= 2" } }', 'when = { counters = { crown = "<= -999999999" } }'),
     ('when = { counters = { crown = ">= 2" } }', 'when = { counters = { crown = "> grain * 1000" } }'),
     ('when = { counters = { crown = ">= 2" } }', 'when = { any = [{ dead = ["bo"] }, { has = ["lamp"] }] }'),
     ('when = { counters = { crown = ">= 2" } }', 'when = { knows = ["old.fire"] }'),
     ('when = { counters = { crown = ">= 2" } }', 'when = { turn = ">= 99999" }'),
     ("count = { skill = 1 }, minutes", "let = { skill = 2000000, crown = 5 }, count = { skill = 1 }, minutes")],
)  # fmt: skip
def test_what_might_happen_is_not_called_impossible(old: str, new: str) -> None:
    """Large numbers, alternatives and what only play can tell give no alarm; nor do things that a walk must refute."""
    mill((old, new))


@pytest.mark.parametrize(("name", "language"), editions())
def test_no_false_alarms_in_the_shipped_worlds(name: str, language: str) -> None:
    """Nothing in a shipped world is called unreachable, and every ending of it is reachable."""
    told = world(name, language)
    state = begun(told)
    assert list(unreachable(told, state)) == []
    assert reach(told, state).ends == set(told.endings)


def _missed(found: Possible, state: State) -> list[str]:
    """What is true in a state though it was not thought possible."""
    out = [f"place {state.place}"] if state.place not in found.places else []
    for name in ("flags", "heard", "seen"):
        out += [f"{name} {one}" for one in getattr(state, name) - getattr(found, name)]
    out += [f"done {key}" for key in state.done if key not in found.done]
    out += [f"fired {key}" for key in state.fired if key not in found.fired]
    out += [f"quest {row}" for row in state.quests.items() if row not in found.quests]
    out += [f"dead {who}" for who in state.dead - found.dead]
    out += [f"relation {one}" for one in state.relations - found.related]
    out += [f"knows {one}" for one in state.knows if one not in found.knows]
    out += [f"drawn {row}" for row in state.drawn.items() if row not in found.drawn]
    out += [f"right {key}" for key, right in state.answered.items() if right and key not in found.right]
    out += [f"held {item}" for item in state.held() if PLAYER not in found.items[item]]
    out += [f"met {who}" for who in state.here() if not found.characters[who] & {*found.places, PLAYER}]
    out += [f"high {key}" for key, value in state.counters.items() if value > found.high[key]]
    out += [f"low {key}" for key, value in state.counters.items() if value < found.low[key]]
    return out + ([f"end {state.ended}"] if state.ended and state.ended not in found.ends else [])


def _walked(told: World, seed: int, turns: int) -> None:
    """Along a walk everything that comes true was thought possible, from the start and from a state halfway."""
    halfway: Possible | None = None
    found = reach(told, begun(told, seed=seed))
    for number, (before, decision) in enumerate(walk(told, seed, turns)):
        if number == turns // 2:
            halfway = reach(told, before)
        for possible in (found, halfway):
            assert possible is None or _missed(possible, decision.after) == []


@given(st.integers(0, 10_000))
@settings(max_examples=12, deadline=None)
def test_whatever_comes_true_was_thought_possible(seed: int) -> None:
    """No random walk through the mill makes anything true that was called impossible."""
    _walked(mill(), seed, 60)


@pytest.mark.parametrize("name", sorted({name for name, _ in editions()}))
def test_whatever_comes_true_in_a_shipped_world_was_thought_possible(name: str) -> None:
    """Nor does one through a shipped world."""
    for seed in range(4):
        _walked(world(name), seed, 60)


def test_a_secret_does_not_spread_by_gossip() -> None:
    """What no rule teaches and nobody tells stays with those who know it: here Ada, though she gossips."""
    silent = ('then = { teach = { player = "vow" } }\n', "")
    with pytest.raises(WorldError, match=r"'endings\.guilty\.when': this ending can't be reached"):
        mill(silent, ('knows = ["player.vow"], ignorant', 'knows = ["bo.vow"], ignorant'))
    mill(silent, ('knows = ["player.vow"], ignorant', 'knows = ["bo.tale"], ignorant'))


# -- from a state ---------------------------------------------------------------------------------------------


def test_a_state_without_an_ending_ahead_is_a_dead_end() -> None:
    """With a dead Ada, a lost oath and everybody's crown gone, only the road is left; without the road nothing is."""
    told = mill(('when = { counters = { crown = ">= 2" } }', 'when = { quest = { parcel = "done" } }'))
    state = begun(told)
    assert reach(told, state).ends == set(told.endings)
    failed = fold(state, [e.QuestAdvanced("parcel", "failed")])
    assert reach(told, failed).ends == {"learned", "gone", "guilty"}
    lonely = fold(failed, [e.CharacterDied("ada")])
    assert reach(told, lonely).ends == {"gone"}
    stuck = mill(
        ('when = { counters = { crown = ">= 2" } }', 'when = { quest = { parcel = "done" } }'),
        ('when = { at = ["road"], day = ">= 2" }', 'when = { at = ["road"], alive = ["ada"] }'),
    )
    assert reach(stuck, failed).ends == {"learned", "gone", "guilty"}
    assert reach(stuck, lonely).ends == set()


def test_what_is_over_does_not_come_again() -> None:
    """A rule that was done for good and a turn that is past lead to no ending any more."""
    told = mill(
        ('when = { counters = { crown = ">= 2" } }', 'when = { set = ["burnt"] }'),
        ('then = { set = ["burnt"] }', 'then = { set = ["burnt"], clear = ["burnt"] }'),
    )
    assert "crowned" in reach(told, begun(told)).ends
    assert "crowned" not in reach(told, begun(told, e.RuleDone("burn"))).ends
    early = mill(('when = { at = ["road"], day = ">= 2" }', 'when = { at = ["road"], turn = "< 2" }'))
    begun_ = begun(early)
    assert "gone" in reach(early, begun_).ends
    assert "gone" not in reach(early, play(early, begun_, "wait", "wait")[-1].after).ends


def test_a_flag_that_nothing_clears_lasts() -> None:
    """What waits for a flag not to be set is over once it is set, unless something clears it."""
    told = mill(('when = { at = ["road"], day = ">= 2" }', 'when = { unset = ["burnt"], seen = ["yard.well"] }'))
    burnt = begun(told, e.FlagSet("burnt"))
    assert "gone" not in reach(told, burnt).ends
    mended = mill(
        ('when = { at = ["road"], day = ">= 2" }', 'when = { unset = ["burnt"], seen = ["yard.well"] }'),
        ('then = { set = ["trapped"] }', 'then = { set = ["trapped"], clear = ["burnt"] }'),
    )
    assert "gone" in reach(mended, burnt).ends


def test_counters_are_followed_from_any_state() -> None:
    """A chain of rules that were all done before still carries a number through: reach looks until nothing grows."""
    chain = "\n".join(
        f'[rules.c{n}]\nphrase = "step {n}"\ntell = "x"\nagain = true\n'
        f'when = {{ counters = {{ k{n + 1} = ">= 1" }} }}\nthen = {{ let = {{ k{n} = 1 }} }}'
        for n in range(3)
    )
    end = '[rules.c3]\nphrase = "step 3"\ntell = "x"\nagain = true\nthen = { let = { k3 = 1 } }'
    told = mill(
        ("crown = 0 }", "crown = 0, k0 = 0, k1 = 0, k2 = 0, k3 = 0 }"),
        ("[rules.trap]", f"{chain}\n{end}\n[rules.trap]"),
        ('when = { counters = { crown = ">= 2" } }', 'when = { counters = { k0 = ">= 1" } }'),
    )  # fmt: skip
    done = [e.RuleDone(f"c{n}") for n in range(4)]
    everything = reach(told, begun(told))
    state = begun(told, *done)
    state.done.update(dict.fromkeys(everything.done, 1))
    assert "crowned" in reach(told, state).ends
