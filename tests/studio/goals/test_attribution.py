"""Attribution against published figures, and against what must hold for any paths."""

import random
from pathlib import Path as File

import pytest

from hubbub.base.errors import Invalid
from hubbub.studio.goals import attribution
from hubbub.studio.goals.attribution import Path


def path(text: str, conversions: float, nulls: float = 0) -> Path:
    return Path(tuple(text.split(">")), conversions, nulls)


# analyzecore.com 2016: three channels, three visitors.
TEXTBOOK = [path("c1>c2>c3", 1), path("c1", 0, 1), path("c2>c3", 0, 1)]
# S. Puzyrov 2019.
BLOG = [path("GA", 2), path("Mail", 1), path("GA>Mail", 1), path("GA", 0, 1)]
WORKED = [
    path("A>B", 10, 20), path("A", 4, 30), path("B>C", 6, 10), path("C", 2, 40), path("A>B>C", 9, 15),
    path("C>A", 3, 12),
]


def test_the_textbook_chain_is_solved_as_published():
    solved = attribution.chain(TEXTBOOK)
    assert solved.probability == pytest.approx(1 / 3)
    assert solved.removal == pytest.approx({"c1": 0.5, "c2": 1, "c3": 1})
    assert attribution.markov(TEXTBOOK) == pytest.approx({"c1": 0.2, "c2": 0.4, "c3": 0.4})


def test_the_blogs_chain_is_solved_as_published():
    solved = attribution.chain(BLOG)
    assert solved.probability == pytest.approx(0.8)
    assert solved.removal == pytest.approx({"GA": 0.75, "Mail": 0.5})
    assert attribution.markov(BLOG) == pytest.approx({"GA": 2.4, "Mail": 1.6})


@pytest.mark.parametrize(("model", "a", "b", "c"), [
    ("first", 23, 6, 5), ("last", 7, 10, 17), ("linear", 13.5, 11, 9.5), ("position", 14.1, 9.8, 10.1),
    ("decay", 10.619, 11.238, 12.143),
])
def test_the_worked_set_gives_the_known_credits(model: str, a: float, b: float, c: float):
    credits = attribution.MODELS[model](WORKED)
    assert credits == pytest.approx({"A": a, "B": b, "C": c}, abs=0.0005)


def test_the_worked_sets_chain_converts_as_often_as_its_visitors_did():
    """Whoever flows into a chain of the first order flows out of it: P is 34 of 161, whatever the order was."""
    solved = attribution.chain(WORKED)
    assert solved.probability == pytest.approx(34 / 161)
    assert solved.removal == pytest.approx({"A": 0.5918305, "B": 0.5126673, "C": 0.5630252})
    assert attribution.markov(WORKED) == pytest.approx({"A": 12.0671, "B": 10.4530, "C": 11.4798}, abs=0.0001)


def test_shapley_of_the_count_is_linear_and_that_of_the_rate_is_not():
    counted = attribution.shapley_values(["A", "B", "C"], attribution.count_within(WORKED))
    assert counted == pytest.approx({"A": 13.5, "B": 11, "C": 9.5})
    by_rate = attribution.shapley(WORKED)
    assert sum(by_rate.values()) == pytest.approx(34)
    assert by_rate["A"] > by_rate["B"] > by_rate["C"]
    assert by_rate["C"] == pytest.approx(5.3474, abs=0.0001)


def test_shapley_of_a_channel_that_adds_nothing_is_nothing():
    paths = [path("A", 5, 5), path("A>idle", 5, 5), path("idle", 0, 10)]
    assert attribution.shapley_values(["A", "idle"], lambda met: 1.0 if "A" in met else 0.0) == {"A": 1.0, "idle": 0.0}
    assert attribution.shapley(paths)["A"] > 10


def test_a_channel_met_again_and_again_is_a_loop_and_no_new_channel():
    """The classic error (stats.stackexchange 381305): three channels for A>A>B, or no step from A to A."""
    once, again = [path("A>B", 1, 0), path("A", 0, 1)], [path("A>A>A>B", 1, 0), path("A>A", 0, 1)]
    assert attribution.chain(again).probability == pytest.approx(0.5)
    assert attribution.chain(again).removal == pytest.approx({"A": 1, "B": 1})
    assert attribution.chain(once).removal == pytest.approx(attribution.chain(again).removal)
    # By hand: of 5 steps out of A, 3 lead to A, 1 to B, 1 nowhere; so a = 3/5 a + 1/5 b, b = 1.
    assert attribution.chain(again).probability == pytest.approx((1 / 5) / (1 - 3 / 5))


@pytest.mark.parametrize("seed", range(20))
def test_every_model_gives_away_all_conversions_and_no_more(seed: int):
    chance = random.Random(seed)
    paths = [
        Path(tuple(chance.choice("ABCDE") for _ in range(chance.randint(1, 6))), chance.randint(0, 9),
             chance.randint(0, 30)) for _ in range(25)
    ]
    total = sum(one.conversions for one in paths)
    for name, credits in attribution.credits_by_model(paths).items():
        assert sum(credits.values()) == pytest.approx(total), name
    people = total + sum(one.nulls for one in paths)
    assert attribution.chain(paths).probability == pytest.approx(total / people)


def test_a_lone_touch_gets_all_by_every_model():
    for credits in attribution.credits_by_model([path("A", 7, 3)]).values():
        assert credits == pytest.approx({"A": 7})


def test_no_conversions_is_no_credit_and_no_division_by_zero():
    for credits in attribution.credits_by_model([path("A>B", 0, 3)]).values():
        assert credits == pytest.approx({"A": 0, "B": 0})


def test_too_many_channels_for_shapley_leave_the_other_models():
    paths = [path(">".join(f"c{n}" for n in range(20)), 3, 4)]
    models = attribution.credits_by_model(paths)
    assert "shapley" not in models
    assert sum(models["markov"].values()) == pytest.approx(3)


def test_linear_equations_are_solved_even_when_a_pivot_is_zero():
    assert attribution.solve([[0.0, 2.0, 4.0], [3.0, 1.0, 5.0]]) == pytest.approx([1, 2])


def write(folder: File, text: str) -> str:
    file = folder / "paths.csv"
    file.write_text(text)
    return str(file)


def test_the_command_prints_a_table_of_all_models(tmp_path: File):
    rows = "\n".join(f"{' > '.join(one.channels)},{one.conversions},{one.nulls}" for one in WORKED)
    table = attribution.run(write(tmp_path, f"path,conversions,nulls\n{rows}\n"))
    lines = table.splitlines()
    assert lines[0].split() == ["channel", *attribution.MODELS, "removal"]
    assert lines[1].split()[:4] == ["A", "23.0000", "7.0000", "13.5000"]
    assert "34 conversions, 127 without" in table
    assert "0.2111801242" in table


@pytest.mark.parametrize(("text", "says"), [
    ("path,conversions,nulls\nA>B,ten,0\n", "Line 2"), ("path,conversions\nA,1\n,2\n", "Line 3"),
    ("path,conversions,nulls\nA,-1,0\n", "below zero"), ("path,conversions,nulls\nA,nan,0\n", "below zero"),
    ("where,count\nA,1\n", "columns"), ("path,conversions,nulls\n", "no paths"),
])
def test_a_file_that_cannot_be_used_is_said_in_a_sentence(tmp_path: File, text: str, says: str):
    with pytest.raises(Invalid, match=says):
        attribution.run(write(tmp_path, text))


def test_a_file_that_is_not_there_is_said_in_a_sentence(tmp_path: File):
    with pytest.raises(Invalid, match="cannot be read"):
        attribution.run(str(tmp_path / "none.csv"))


def test_nulls_may_be_missing(tmp_path: File):
    assert "No paths without a conversion" in attribution.run(write(tmp_path, "path,conversions\nA>B,3\n"))
