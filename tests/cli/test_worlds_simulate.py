"""``fabula worlds check --simulate``: what random walks report, in words and as JSON, and the exit code."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from fabula.cli import walking, worlds
from fabula.store.worlds import load
from fabula.story.walk import simulate

STORIES = Path(__file__).parents[1] / "story"
RICH = str(STORIES / "rich")
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``fabula worlds check ...`` where the stuck world is a folder of that name."""
    monkeypatch.chdir(tmp_path)
    text = (STORIES / "small" / "world.toml").read_text("utf-8")
    text = (
        text.replace('id = "small"', 'id = "stuck"')
        .replace('languages = ["en", "zh"]', 'languages = ["en"]')
        .replace(
            '[endings.free]\ntitle = "Out"\nwhen = { set = ["open"] }',
            '[rules.burn]\nphrase = "burn the book"\nwhen = { has = ["book"] }\nthen.lose = "book"\ntell = "x"\n'
            '[endings.free]\ntitle = "Out"\nwhen = { has = ["book"], turn = ">= 12" }',
        )
    )
    (tmp_path / "stuck").mkdir()
    (tmp_path / "stuck" / "world.toml").write_text(text, "utf-8")

    def invoke(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(worlds.app, ["check", *arguments])
        assert result.exit_code == code, result.output
        return result

    return invoke


def test_walks_are_reported_in_words(run: Run) -> None:
    """Beside the verdict stand the walks and turns, each kind with its share and what is missing, and the endings."""
    output = run(RICH, "--simulate", "12", "--turns", "40").output
    lines = output.splitlines()
    assert lines[0] == f"{RICH}: good, in en and zh"
    assert re.fullmatch(r"  12 walks, [\d,]+ turns, \d+\.\d% of everything reached", lines[1])
    rows = {found[1]: found for line in lines if (found := re.match(r"  (\w+) +(\d+)/(\d+)( +never: .+)?$", line))}
    coverage = list(simulate(load(RICH), 12, turns=40))[-1]
    assert set(rows) == {kind for kind, keys in coverage.all.items() if keys}
    for kind, found in rows.items():
        assert int(found[3]) == len(coverage.all[kind])
        assert int(found[2]) == int(found[3]) - len(coverage.missing(kind))
        assert bool(found[4]) == bool(coverage.missing(kind))
    ended = sum(int(times) for times in re.findall(r"^ +(\d+) ended in ", output, re.MULTILINE))
    going = re.search(r"^ +(\d+) were still going", output, re.MULTILINE)
    assert ended + int(going[1] if going else 0) == 12


def test_walks_as_json_have_every_figure(run: Run) -> None:
    """The JSON has problems and walks of each world; its figures are those of the same walks in code."""
    found = json.loads(run(RICH, "--simulate", "8", "--turns", "30", "--seed", "4", "--json").output)
    assert found[RICH]["problems"] == []
    assert found[RICH]["walks"] == json.loads(
        json.dumps(walking.figures(list(simulate(load(RICH), 8, turns=30, seed=4))[-1]))
    )
    walks: dict[str, Any] = found[RICH]["walks"]
    assert walks["walks"] == 8
    assert 0 < walks["coverage"] <= 1
    assert walks["ended"] == sum(walks["endings"].values())
    assert all(reached <= whole for reached, whole in walks["reached"].values())


def test_the_same_seed_reports_the_same(run: Run) -> None:
    """Two checks with one seed print the same; another seed walks another way."""
    one, two = (run(RICH, "--simulate", "6", "--turns", "30").output for _ in range(2))
    assert one == two
    assert one != run(RICH, "--simulate", "6", "--turns", "30", "--seed", "99").output


def test_a_dead_end_is_an_error(run: Run) -> None:
    """Where walks got stuck, the place, the turn, what was held and the walk's seed are told, with exit code 1."""
    output = run("stuck", "--simulate", "40", "--turns", "20", code=1).output
    assert "stuck: good, in en" in output
    dead = re.findall(
        r"dead end: after (\d+) turns in '(\w+)'(?:, holding .+)? no ending can be reached \(walk (\d+)\)", output
    )
    assert dead
    ends = json.loads(run("stuck", "--simulate", "40", "--turns", "20", "--json", code=1).output)["stuck"]["walks"]
    assert [(str(one["turn"]), one["place"], str(one["seed"])) for one in ends["dead_ends"]][: len(dead)] == dead
    if len(ends["dead_ends"]) > walking.SHOWN:
        assert f"and {len(ends['dead_ends']) - walking.SHOWN} more dead ends" in output


def test_a_broken_world_is_not_walked_through(run: Run, tmp_path: Path) -> None:
    """With problems there are no walks: they are listed as always, and the JSON says null."""
    file = tmp_path / "stuck" / "world.toml"
    file.write_text(file.read_text("utf-8").replace('exits = ["study"]', 'exits = ["stdy"]'), "utf-8")
    output = run("stuck", RICH, "--simulate", "2", "--turns", "5", code=1).output
    assert "there is no place 'stdy'" in output
    assert "2 walks" in output  # of the good one
    found = json.loads(run("stuck", "--simulate", "2", "--json", code=1).output)
    assert found["stuck"]["walks"] is None
    assert found["stuck"]["problems"][0]["key"] == "places.hall.exits"


def test_without_walks_nothing_changes(run: Run) -> None:
    """Without ``--simulate`` the JSON is the plain list of problems, as before."""
    assert json.loads(run(RICH, "--json").output) == {RICH: []}
    assert run(RICH).output == f"{RICH}: good, in en and zh\n"
