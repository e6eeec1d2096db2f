"""Each rule, each face and each part of a door has its tests in the same place of the mirror; no test is orphaned."""

from pathlib import Path

import pytest

from hubbub.app import FACES

from .source import HOUSE, PROJECT, File, files, holds, plant

TESTS = PROJECT / "tests"
# Tests of the whole, which mirror no single file.
OF_THE_WHOLE = {"flows", "house", "peers", "clients", "contract"}

# What has no file of its own in the mirror, and where it is tested instead. This list only shrinks.
ELSEWHERE: dict[str, str] = {
    "base/bus.py": "base/test_db.py",                        # what a transaction says is heard
    "base/clock.py": "base/test_worker.py",                  # moved there
    "base/errors.py": "doors/mastodon/test_routes.py",       # each kind has its answer
    "base/facts.py": "base/test_worker.py",
    "base/here.py": "base/test_outside.py",                  # holds five things, decides nothing
    "base/http.py": "base/test_small.py",
    "base/ids.py": "base/test_small.py",
    "base/jobs.py": "base/test_worker.py",
    "base/kept.py": "base/test_small.py",
    "base/keys.py": "doors/fediverse/test_keys.py",
    "base/limits.py": "base/test_small.py",
    "base/logs.py": "flows/test_faults.py",
    "base/postgres.py": "flows/test_faults.py",
    "base/queue.py": "base/test_worker.py",
    "base/settings.py": "base/test_small.py",
    "doors/fediverse/actors.py": "doors/fediverse/test_inbox.py",
    "doors/fediverse/collections.py": "people/follows/test_activitypub.py",
    "doors/fediverse/fetching.py": "people/profiles/test_activitypub.py",  # actors are fetched there
    "doors/fediverse/gate.py": "trust/domains/test_activitypub.py",  # shut there
    "doors/fediverse/senders.py": "doors/fediverse/test_inbox.py",
    "people/hosts/activitypub.py": "doors/fediverse/test_delivery.py",  # what the door has kept for it
    "reach/deliveries/activitypub.py": "doors/fediverse/test_delivery.py",
    "reach/deliveries/mastodon.py": "reach/deliveries/test_deliveries.py",
    "reach/timelines/mastodon.py": "reach/timelines/test_timelines.py",
}


def missing(house: Path = HOUSE, tests: Path = TESTS) -> set[str]:
    """Source files whose tests are not where the mirror has them."""
    return {file.name for file in files(house) if _has_rules(file) and not _mirrored(file.name, tests).exists()}


def _has_rules(file: File) -> bool:
    """In a room its heart and faces; what else it has is theirs. Below the rooms everything."""
    if file.room:
        return file.stem in (file.room.rpartition(".")[2], *FACES)
    return file.stem != "__init__" and file.name.startswith(("base/", "doors/"))


def _mirrored(name: str, tests: Path) -> Path:
    folder, _, file = name.rpartition("/")
    return tests / folder / f"test_{file}"


def orphans(house: Path = HOUSE, tests: Path = TESTS) -> list[str]:
    """Tests of files that are not there."""
    return [
        name.as_posix() for path in sorted(tests.rglob("test_*.py")) for name in [path.relative_to(tests)]
        if name.parts[0] not in OF_THE_WHOLE and not (house / name.with_name(name.name.removeprefix("test_"))).exists()
    ]


def breaches(house: Path, tests: Path, elsewhere: dict[str, str]) -> list[str]:
    there = missing(house, tests)
    return sorted(
        [f"{name} has no tests" for name in there - elsewhere.keys()]
        + [f"{name} has tests of its own now" for name in elsewhere.keys() - there]
        + [f"{name} is not tested in {place}" for name, place in elsewhere.items() if not (tests / place).exists()]
        + [f"tests/{name} is about nothing" for name in orphans(house, tests) if name not in elsewhere.values()]
    )


def test_everything_with_rules_has_its_tests():
    holds(breaches(HOUSE, TESTS, ELSEWHERE))


@pytest.mark.parametrize(("source", "tests", "elsewhere", "why"), [
    ("reach/polls/polls.py", "flows/test_lunch.py", {}, "reach/polls/polls.py has no tests"),
    ("reach/polls/web.py", "flows/test_lunch.py", {}, "reach/polls/web.py has no tests"),
    ("base/text.py", "flows/test_lunch.py", {}, "base/text.py has no tests"),
    ("reach/polls/store.py", "reach/polls/test_polls.py", {}, "tests/reach/polls/test_polls.py is about nothing"),
    ("base/text.py", "base/test_text.py", {"base/text.py": "base/test_text.py"},
     "base/text.py has tests of its own now"),
    ("base/text.py", "flows/test_lunch.py", {"base/text.py": "base/test_small.py"},
     "base/text.py is not tested in base/test_small.py"),
])
def test_a_hole_in_the_mirror_is_seen(tmp_path, source, tests, elsewhere, why):
    house = plant(tmp_path / "hubbub", {source: ""})
    plant(tmp_path / "tests", {tests: ""})
    assert breaches(house, tests=tmp_path / "tests", elsewhere=elsewhere) == [why]


def test_a_whole_mirror_is_let_be(tmp_path):
    house = plant(tmp_path / "hubbub", {"reach/polls/polls.py": "", "reach/polls/asking.py": "", "base/ids.py": ""})
    tests = plant(tmp_path / "tests", dict.fromkeys(
        ("reach/polls/test_polls.py", "base/test_small.py", "flows/test_lunch.py"), ""))
    assert breaches(house, tests, {"base/ids.py": "base/test_small.py"}) == []
