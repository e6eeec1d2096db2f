"""The table of figures in README.md is made from figures, and from nothing else."""

import json

from hubbub.bench import readme
from hubbub.bench.figures import WANTED

FIGURES = {
    "home_warm_per_core": {"value": 5120.4, "unit": "requests/s a core"}, "idle_mb": {"value": 87.25, "unit": "MB"},
    "machine": "2 cores", "commit": "abc1234", "profiles": 10_000, "posts": 1_000_000, "constant_per_core": 12_000,
}


def test_a_figure_stands_beside_what_it_has_to_be():
    made = readme.table(FIGURES)
    assert "| home timeline, a reader who was here just now | at least 4,000 | 5,120 | requests/s a core |" in made
    assert "| memory of everything, idle | at most 400 | 87.2 | MB |" in made
    assert ("Measured on 2 cores, with 10,000 profiles and 1,000,000 posts, at commit `abc1234`."
            " The constant answer came 12,000 times a second and core.") in made


def test_what_was_not_measured_is_never_shown_as_a_figure():
    assert readme.table({}).count("not measured yet") == len(WANTED)
    assert "Measured on" not in readme.table({})


def test_every_figure_that_is_asked_for_has_its_words():
    assert readme.WORDS.keys() == WANTED.keys()


def test_only_what_is_between_the_marks_changes(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "bench.json").write_text(json.dumps(FIGURES))
    page = tmp_path / "README.md"
    page.write_text("Before\n<!-- figures -->\nold\n<!-- /figures -->\nAfter\n")
    readme.run(tmp_path)
    assert page.read_text() == f"Before\n<!-- figures -->\n{readme.table(FIGURES)}<!-- /figures -->\nAfter\n"
    assert json.loads((tmp_path / "docs" / "figures.json").read_text()) == FIGURES
    readme.run(tmp_path)
    assert page.read_text().count("5,120") == 1
