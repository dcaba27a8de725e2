"""The graph of a story: who and what stands how to whom, each edge with the event that made it.

The graph is a fold of its own over the turns of a branch; nothing is stored besides the events.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fabula.story import event as e
from fabula.story.rules import NOWHERE, PLAYER
from fabula.story.tree import Turn

AT, KNOWS, HEARD, SAW = "is at", "knows", "has heard", "has seen"
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Edge:
    """``subject relation object``, true since event number ``event`` (from 0) of turn ``turn``, a ``made_by`` event."""

    subject: str
    relation: str
    object: str
    turn: int
    event: int
    made_by: str

    @property
    def key(self) -> Key:
        """What the edge says, without its origin."""
        return (self.subject, self.relation, self.object)


def graph(path: Iterable[Turn]) -> list[Edge]:
    """The edges that hold after the turns of ``path``, the oldest first."""
    edges: dict[Key, Edge] = {}

    def only(edge: Edge) -> None:
        """An entity is in one place at a time."""
        for key in [key for key in edges if key[:2] == edge.key[:2]]:
            del edges[key]
        if edge.object != NOWHERE:
            edges[edge.key] = edge

    for turn in path:
        for number, event in enumerate(turn.events):

            def edge(
                subject: str, relation: str, thing: str, at: tuple[int, int, str] = (turn.id, number, event.type)
            ) -> Edge:
                return Edge(subject, relation, thing, *at)

            match event:
                case e.SessionStarted():
                    only(edge(PLAYER, AT, event.place))
                    for subject, where in (*event.items.items(), *event.characters.items()):
                        only(edge(subject, AT, where))
                    for text in event.relations:
                        subject, relation, thing = text.split()
                        edges[subject, relation, thing] = edge(subject, relation, thing)
                    for known in event.knows:
                        who, fact = known.split(".", 1)
                        edges[who, KNOWS, fact] = edge(who, KNOWS, fact)
                case e.PlayerMoved():
                    only(edge(PLAYER, AT, event.to))
                case e.ItemMoved():
                    only(edge(event.item, AT, event.to))
                case e.CharacterMoved():
                    only(edge(event.character, AT, event.to))
                case e.RelationSet():
                    edges.setdefault(
                        (event.subject, event.relation, event.object),
                        edge(event.subject, event.relation, event.object),
                    )
                case e.RelationEnded():
                    edges.pop((event.subject, event.relation, event.object), None)
                case e.FactLearned():
                    edges.setdefault((event.character, KNOWS, event.fact), edge(event.character, KNOWS, event.fact))
                case e.TopicHeard():
                    thing = f"{event.character}.{event.topic}"
                    edges.setdefault((PLAYER, HEARD, thing), edge(PLAYER, HEARD, thing))
                case e.DetailSeen():
                    thing = f"{event.place}.{event.detail}"
                    edges.setdefault((PLAYER, SAW, thing), edge(PLAYER, SAW, thing))
    return sorted(edges.values(), key=lambda one: (one.turn, one.event))


def about(edges: Iterable[Edge], entity: str) -> list[Edge]:
    """The edges that touch an entity: as subject, object, or the owner of a topic or detail."""
    return [one for one in edges if entity in (one.subject, one.object, one.object.partition(".")[0])]
