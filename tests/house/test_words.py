"""The house's words: what things are called, and what a rule may not know the wire calls them."""

import ast
import re
from pathlib import Path

import pytest

from .source import HOUSE, files, hearts, holds, plant

# Names that say nothing of what a thing is for.
EMPTY_CLASS = re.compile(r"(Service|Manager|Helper|Util|Utils|Handler|Processor|Base[A-Z]\w*)$|^Abstract")
EMPTY_FILE = re.compile(r"(^|_)(utils?|helpers?|services?|managers?|misc|common|tools)$")
EMPTY_VERB = re.compile(r"^_?(handle|process|manage|do)_")
# How protocols spell what has a word of ours: `aliases`, `reply_to`, `spoiler`, `boost`, `posts`.
OF_THE_WIRE = re.compile(
    r"\b(alsoKnownAs|inReplyTo|attributedTo|preferredUsername|manuallyApprovesFollowers|sharedInbox|publicKeyPem"
    r"|spoiler_text|in_reply_to(_id|_account_id)?|reblog(ged|s)?|unreblog|followers_count|acct)\b"
)
# Python's own HTML parser calls three by these names; a person's handle is a word of ours.
MAY = {"handle_data", "handle_starttag", "handle_endtag", "handle_of"}


def breaches(house: Path = HOUSE) -> list[str]:
    return [f"{file.name}: the file says nothing" for file in files(house) if EMPTY_FILE.search(file.stem)] + [
        f"{file.name}:{node.lineno} {node.name} says nothing" for file in files(house) for node in ast.walk(file.tree)
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and _is_empty(node)
    ]


def _is_empty(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    empty = EMPTY_CLASS if isinstance(node, ast.ClassDef) else EMPTY_VERB
    return node.name not in MAY and bool(empty.search(node.name))


def spelled_by_the_wire(house: Path = HOUSE) -> list[str]:
    """Names of a protocol in a heart or a store."""
    return [
        f"{file.name}:{number} {word[0]}" for file in hearts(house)
        for number, line in enumerate(file.text.splitlines(), 1) for word in [OF_THE_WIRE.search(line)] if word
    ]


def test_names_say_what_things_are_for():
    holds(breaches())


def test_no_rule_speaks_as_the_wire_does():
    holds(spelled_by_the_wire())


@pytest.mark.parametrize(("file", "text"), [
    ("reach/polls/utils.py", ""), ("reach/polls/poll_helpers.py", ""), ("base/misc.py", ""),
    ("reach/polls/polls.py", "class PollService: ..."), ("reach/polls/polls.py", "class VoteManager: ..."),
    ("reach/polls/polls.py", "class BasePoll: ..."), ("reach/polls/polls.py", "async def handle_vote(): ..."),
    ("reach/polls/polls.py", "def _process_votes(): ..."),
])
def test_a_name_that_says_nothing_is_seen(tmp_path, file, text):
    assert len(breaches(plant(tmp_path, {file: text}))) == 1


@pytest.mark.parametrize("text", [
    "in_reply_to = None", "row['spoiler_text']", "# what Mastodon calls a reblog", "alsoKnownAs = ()",
    "profile.acct",
])
def test_a_wire_name_in_a_rule_is_seen(tmp_path, text):
    assert len(spelled_by_the_wire(plant(tmp_path, {"reach/polls/polls.py": text}))) == 1


def test_the_wire_is_spoken_in_faces(tmp_path):
    house = plant(tmp_path, {"reach/polls/polls.py": "reply_to = 1", "reach/polls/mastodon.py": "reblog = acct"})
    assert spelled_by_the_wire(house) == []
    assert breaches(house) == []
