"""The graph: who stands how to whom, and which event of which turn made it so."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mill import mill
from walking import walk

from fabula.story import event as e
from fabula.story.graph import AT, HEARD, KNOWS, SAW, Edge, about, graph
from fabula.story.rules import NOWHERE, PLAYER
from fabula.story.state import State
from fabula.story.tree import ROOT, Tree
from fabula.testing.sessions import opening, play


def strolled(seed: int, turns: int = 25) -> Tree:
    """A tree of one branch: a random walk through the mill."""
    told = mill()
    tree = Tree().grow(opening(told, seed=seed))
    for _, decision in walk(told, seed, turns):
        tree.grow([e.TurnOpened(turn=tree.next_id(), parent=tree.tip), *decision.events])
    return tree


def expected(state: State) -> set[tuple[str, str, str]]:
    """The edges that a state means."""
    people = {**state.items, **state.characters, PLAYER: state.place}
    return {
        *((who, AT, where) for who, where in people.items() if where != NOWHERE),
        *((subject, how, thing) for subject, how, thing in map(str.split, state.relations)),
        *((who, KNOWS, fact) for who, fact in (known.split(".") for known in state.knows)),
        *((PLAYER, HEARD, topic) for topic in state.heard),
        *((PLAYER, SAW, detail) for detail in state.seen),
    }


@given(st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_the_graph_says_what_the_state_says(seed: int) -> None:
    """After every turn of a walk the edges are those of the folded state: places, relations, what is known and seen."""
    tree = strolled(seed)
    for number in tree.turns:
        edges = graph(tree.path(number))
        assert {edge.key for edge in edges} == expected(tree.state(number))
        assert len({edge.key for edge in edges}) == len(edges)


@given(st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_every_edge_knows_its_turn_and_event(seed: int) -> None:
    """The event that an edge names is there and says what the edge says; edges come in the order of events."""
    tree = strolled(seed)
    edges = graph(tree.path())
    assert [(edge.turn, edge.event) for edge in edges] == sorted((edge.turn, edge.event) for edge in edges)
    for edge in edges:
        event = tree.turns[edge.turn].events[edge.event]
        assert edge.made_by == event.type
        match event:
            case e.SessionStarted():
                assert edge.turn == ROOT
            case e.PlayerMoved(to=to):
                assert edge.key == (PLAYER, AT, to)
            case e.CharacterMoved(character=who, to=to):
                assert edge.key == (who, AT, to)
            case e.ItemMoved(item=item, to=to):
                assert edge.key == (item, AT, to)
            case e.RelationSet():
                assert edge.key == (event.subject, event.relation, event.object)
            case e.FactLearned():
                assert edge.key == (event.character, KNOWS, event.fact)
            case e.TopicHeard():
                assert edge.key == (PLAYER, HEARD, f"{event.character}.{event.topic}")
            case e.DetailSeen():
                assert edge.key == (PLAYER, SAW, f"{event.place}.{event.detail}")
            case _:
                pytest.fail(f"{event.type} makes no edge")


def edge(edges: list[Edge], *key: str) -> Edge:
    """The edge that says so."""
    return next(one for one in edges if one.key == key)


def test_a_relation_that_ends_and_comes_again_is_new() -> None:
    """Ada's trust is from the start; after a quarrel and an apology it is of the turn of the apology."""
    tree = Tree().grow(play(mill(), ["do:insult", "do:sorry", "do:sorry"]))
    assert edge(graph(tree.path(ROOT)), "ada", "trusts", PLAYER).made_by == "session.started/1"
    assert not [one for one in graph(tree.path(1)) if one.relation == "trusts"]
    again = edge(graph(tree.path()), "ada", "trusts", PLAYER)
    assert (again.turn, again.made_by) == (2, "relation.set/1")


def test_an_entity_is_in_one_place() -> None:
    """Only the last place counts; what is gone is nowhere, and has no edge."""
    tree = Tree().grow(play(mill(), ["take:lamp", "go:yard", "accept:parcel", "do:fetch", "go:mill", "do:deliver"]))
    edges = graph(tree.path())
    assert edge(edges, "lamp", AT, PLAYER).turn == 1
    assert edge(edges, PLAYER, AT, "mill").turn == 5
    assert not [one for one in edges if one.subject == "parcel"]
    assert edge(graph(tree.path(4)), "parcel", AT, PLAYER).turn == 4


def test_a_branch_has_its_own_graph() -> None:
    """What happened on another branch makes no edges here."""
    tree = Tree().grow(play(mill(), ["look:mill/bin", "goto:0", "ask:ada/vow"]))
    keys = {one.key for one in graph(tree.path())}
    assert (PLAYER, HEARD, "ada.vow") in keys and (PLAYER, KNOWS, "vow") in keys
    assert (PLAYER, SAW, "mill.bin") not in keys
    assert (PLAYER, SAW, "mill.bin") in {one.key for one in graph(tree.path(1))}


def test_edges_about_an_entity() -> None:
    """Only what touches it: as subject, as object, or as the owner of a topic or detail."""
    tree = Tree().grow(play(mill(), ["ask:ada/vow"]))
    edges = graph(tree.path())
    ada = {one.key for one in about(edges, "ada")}
    assert {("ada", AT, "mill"), ("ada", "trusts", PLAYER), ("ada", KNOWS, "vow"), (PLAYER, HEARD, "ada.vow")} <= ada
    assert all("ada" in (key[0], key[2], key[2].partition(".")[0]) for key in ada)
    assert {("bo", AT, "mill"), (PLAYER, AT, "mill")} <= {one.key for one in about(edges, "mill")}
    looked = graph(Tree().grow(play(mill(), ["look:mill/bin"])).path())
    assert (PLAYER, SAW, "mill.bin") in {one.key for one in about(looked, "mill")}
    assert about(edges, "nobody") == []
