"""Whoever lists posts for display asks `can_see`; every statement that does not says here why it need not."""

import sys
from typing import Any

import pytest

from hubbub.base.db import Statement

from .source import holds, statements
from .sql import sense

SHOWS_NOTHING = "finds out what there is for work that shows nothing"
ASKED_BEFORE = "is given ids that a statement with can_see has let through"
OWN = "concerns posts of the one who asks, whose own they are"
COUNTS = "gives numbers about the asker's own exchanges, and nobody's words"
FIGURES = "gives numbers about the whole server, and nobody's words"

MAY_READ_BLINDLY = {
    "reach.posts.store.ALL_OF": SHOWS_NOTHING,
    "reach.posts.store.BY_IDS": f"{ASKED_BEFORE}; else {SHOWS_NOTHING}",
    "reach.posts.store.BY_URIS": SHOWS_NOTHING,
    "relations.conversations.store.FOR_FEW": f"{SHOWS_NOTHING}: KEEP asks for each person",
    "reach.posts.store.ENDED": "gives no words: what anybody could see is known to have been there",
    "reach.posts.store.GONE": "gives no words: whoever had the post is told that it is gone",
    "reach.posts.store.HOLD": SHOWS_NOTHING,
    "reach.posts.store.ID_BY_URI": SHOWS_NOTHING,
    "reach.posts.store.MINE": OWN,
    "reach.posts.store.TAKEN": SHOWS_NOTHING,
    "reach.posts.store.ADDRESSED": "finds the readers of a post, as INBOXES does",
    "reach.posts.store.INBOXES": "finds the readers of a post: the answer to who may see it, not a question",
    "reach.search.store.OLDER_POSTS": SHOWS_NOTHING,
    "reach.deliveries.store.INBOXES_OF_ALL": SHOWS_NOTHING,
    "reach.emoji.store.WORDS": ASKED_BEFORE,
    "reach.markups.store.OF": ASKED_BEFORE,
    "reach.quotes.store.POLICIES": f"{ASKED_BEFORE}, and gives rules, nobody's words",
    "reach.replies.store.POLICIES": f"{ASKED_BEFORE}, and gives rules, nobody's words",
    "reach.quotes.store.QUOTERS": SHOWS_NOTHING,
    "reach.reactions.store.NAMED": OWN,
    "reach.reactions.store.MUTE_THREAD": SHOWS_NOTHING,
    "reach.reactions.store.UNMUTE_THREAD": SHOWS_NOTHING,
    "reach.tags.store.NEWEST": "gives ids, kept for everybody: `posts.seeing.heard` asks of each before it is shown",
    "reach.tags.store.DAYS": "counts what is public to anybody, and gives nobody's words",
    "reach.timelines.store.ADD_OWN": OWN,
    "relations.notifications.store.BOOSTERS": SHOWS_NOTHING,
    "reach.previews.store.DAYS": "counts what is public to anybody, and gives nobody's words",
    "reach.trends.store.COUNT_LINKS": "counts what anybody may see, and shows nobody's words",
    "reach.trends.store.COUNT_TAGS": "counts what anybody may see, and shows nobody's words",
    "reach.trends.store.COUNT_POSTS": "counts; what of it is shown, POSTS asks when it is looked at",
    "relations.years.store.BOOSTED": COUNTS,
    "relations.years.store.ANSWERED": OWN,
    "relations.years.store.APPS": OWN,
    "relations.years.store.KINDS": OWN,
    "relations.years.store.MONTHS": OWN,
    "relations.years.store.TAGS": OWN,
    "relations.years.store.TOPS": OWN,
    "relations.years.store.WROTE": OWN,
    "studio.goals.store.TOUCH": COUNTS,
    "studio.inbox.store.ANSWER": SHOWS_NOTHING,
    "studio.inbox.store.ANSWERS_TO": SHOWS_NOTHING,
    "studio.reports.store.MEDIA": COUNTS,
    "studio.reports.store.NETWORKING": COUNTS,
    "trust.figures.store.ACTIVE": FIGURES,
    "trust.figures.store.COHORTS": FIGURES,
    "trust.figures.store.INTERACTIONS": FIGURES,
    "trust.figures.store.LANGUAGES": FIGURES,
    "trust.figures.store.PEOPLE": FIGURES,
    "trust.figures.store.SERVERS": FIGURES,
    "trust.figures.store.LANGUAGES_OF_TAG": FIGURES,
    "trust.figures.store.SERVERS_OF_TAG": FIGURES,
    "trust.figures.store.SERVER_LANGUAGES": FIGURES,
    "trust.figures.store.SERVER_POSTS": FIGURES,
    "trust.figures.store.TAG_ACCOUNTS": FIGURES,
    "trust.figures.store.TAG_SERVERS": FIGURES,
    "trust.figures.store.TAG_USES": FIGURES,
    "trust.figures.store.WEEKS": FIGURES,
}


def blind(found: list[tuple[str, Statement[Any]]]) -> dict[str, str]:
    """The statements that read posts and do not ask who may see them, with their words."""
    return {
        name.removeprefix("hubbub."): statement.source for name, statement in found
        if "posts" in sense(statement.sql).reads and "can_see" not in sense(statement.sql).calls
        and not name.startswith("hubbub.bench.")
    }


def breaches(found: list[tuple[str, Statement[Any]]], may: dict[str, str]) -> list[str]:
    there = blind(found)
    return [f"{name} reads posts without can_see" for name in there.keys() - may.keys()] + [
        f"{name} need not be excused any more" for name in may.keys() - there.keys()]


def test_every_statement_that_reads_posts_asks_who_may_see_them():
    holds(sorted(breaches(statements(sys.modules), MAY_READ_BLINDLY)))


@pytest.mark.parametrize("source", [
    "SELECT id FROM posts", "SELECT b.id FROM bookmarks b JOIN posts p ON p.id = b.post_id",
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM posts)", "INSERT INTO feed SELECT id FROM posts",
    "SELECT id FROM (SELECT * FROM posts) AS p WHERE hears(1, p.author_id, now())",
])
def test_a_statement_that_does_not_ask_is_seen(source):
    assert breaches([("hubbub.reach.polls.store.ALL", Statement(int, source))], {}) == [
        "reach.polls.store.ALL reads posts without can_see"]


def test_an_excuse_that_is_needed_no_more_is_seen():
    asks = Statement(int, "SELECT id FROM posts p WHERE can_see(:viewer, p)")
    assert breaches([("hubbub.reach.polls.store.ALL", asks)], {"reach.polls.store.ALL": SHOWS_NOTHING}) == [
        "reach.polls.store.ALL need not be excused any more"]
