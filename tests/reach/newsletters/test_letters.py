"""What goes out, to whom, and that it does so once."""

import json
from typing import Any

import pytest

from hubbub.base.worker import Worker
from hubbub.people import profiles
from hubbub.reach import newsletters
from hubbub.reach.newsletters import letters
from tests.browser import browser
from tests.postbox import Postbox
from tests.town import Town, ask

from .subscribing import READER, leaving, pass_by, reader, words, writer


async def test_what_is_published_in_five_minutes_comes_in_one_mail(town: Town, postbox: Postbox):
    ann = await writer(town)
    await reader(town, postbox, ann)
    first = await ann.posts("Bread is **ready** <now>")
    await town.settle()
    town.forward(minutes=3)
    await ann.posts("Soup, too")
    await town.settle()
    assert postbox.taken == []
    town.forward(minutes=3)
    await town.settle()
    assert [(mail["to"], mail["subject"]) for mail in postbox.taken] == [(READER, "New posts by @ann@here.test")]
    plain, rich = words(postbox), words(postbox, kind="html")
    assert plain.index("Bread is **ready** <now>") < plain.index("Soup, too")
    assert first["url"] in plain
    assert "Bread is **ready** &lt;now&gt;" in rich
    assert f'href="{first["url"]}"' in rich


async def test_a_mail_says_how_it_ends_where_programs_look_for_it(town: Town, postbox: Postbox):
    ann = await writer(town)
    await reader(town, postbox, ann)
    await ann.posts("Bread is ready")
    await pass_by(town)
    head = postbox.envelopes[0].content.partition(b"\r\n\r\n")[0] + b"\r\n"
    link = f"http://here.test{leaving(postbox)}"
    assert f"\r\nList-Unsubscribe: <{link}>\r\n".encode() in head, "whole and in one line"
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in head
    assert link in words(postbox)
    assert f'href="{link}"' in words(postbox, kind="html")


@pytest.mark.parametrize("given", [
    {"visibility": "unlisted"}, {"visibility": "private"}, {"visibility": "direct"}, {"local_only": True},
], ids=["quiet", "followers", "mentioned", "only here"])
async def test_what_is_not_for_everybody_never_goes_out(town: Town, postbox: Postbox, given: dict[str, object]):
    ann = await writer(town)
    await reader(town, postbox, ann)
    await ann.posts("Not for all", **given)
    await pass_by(town)
    await ann.posts("For all")
    await pass_by(town)
    assert len(postbox.taken) == 1
    assert "For all" in words(postbox)
    assert "Not for all" not in words(postbox)


async def test_boosts_and_answers_to_others_do_not_go_out_but_ones_own_thread_does(town: Town, postbox: Postbox):
    ann, bob = await writer(town), await town.person("bob")
    await reader(town, postbox, ann)
    other = await bob.posts("Is there bread?")
    await ann.post(f"/api/v1/statuses/{other['id']}/reblog")
    await ann.posts("@bob Yes", in_reply_to_id=other["id"])
    await pass_by(town)
    assert postbox.taken == []
    first = await ann.posts("One of two")
    await ann.posts("Two of two", in_reply_to_id=first["id"])
    await pass_by(town)
    assert ("One of two" in words(postbox), "Two of two" in words(postbox)) == (True, True)


async def test_a_content_warning_hides_the_words(town: Town, postbox: Postbox):
    ann = await writer(town)
    await reader(town, postbox, ann)
    await ann.posts("The butler did it", spoiler_text="The <film>")
    await pass_by(town)
    for kind in ("plain", "html"):
        assert "butler" not in words(postbox, kind=kind)
    assert "Content warning: The <film>" in words(postbox)
    assert "The &lt;film&gt;" in words(postbox, kind="html")


async def test_what_has_been_removed_meanwhile_is_left_out(town: Town, postbox: Postbox):
    ann = await writer(town)
    await reader(town, postbox, ann)
    for text in ("Stays", "A mistake"):
        last = await ann.posts(text)
    await town.settle()
    await ann.call("DELETE", f"/api/v1/statuses/{last['id']}")
    await pass_by(town)
    assert ("Stays" in words(postbox), "A mistake" in words(postbox)) == (True, False)
    only = await ann.posts("Another mistake")
    await town.settle()
    await ann.call("DELETE", f"/api/v1/statuses/{only['id']}")
    await pass_by(town)
    assert len(postbox.taken) == 1


async def test_what_is_removed_while_mail_cannot_go_out_is_left_out_as_well(town: Town, postbox: Postbox):
    ann = await writer(town)
    await reader(town, postbox, ann)
    last = await ann.posts("A mistake")
    postbox.says = "451 Later"
    await pass_by(town)
    await ann.call("DELETE", f"/api/v1/statuses/{last['id']}")
    postbox.says = "250 OK"
    town.forward(hours=1)
    await town.settle()
    assert postbox.taken == []


async def test_whoever_has_left_gets_nothing_not_even_what_was_promised(town: Town, postbox: Postbox):
    ann = await writer(town)
    await reader(town, postbox, ann)
    await reader(town, postbox, ann, "stays@far.test")
    await ann.posts("First")
    await pass_by(town)
    link = next(leaving(postbox, n) for n, mail in enumerate(postbox.taken) if mail["to"] == READER)
    postbox.taken.clear()
    postbox.says = "451 Later"
    await ann.posts("Second")
    await pass_by(town)
    assert (await ask(town.app, "POST", link, body=b"List-Unsubscribe=One-Click", headers={
        "content-type": "application/x-www-form-urlencoded"})).status == 200
    postbox.says = "250 OK"
    town.forward(hours=1)
    await town.settle()
    assert [mail["to"] for mail in postbox.taken] == ["stays@far.test"]


async def test_between_two_mails_are_five_minutes_and_what_waited_comes_in_one(town: Town, postbox: Postbox):
    ann = await writer(town)
    await reader(town, postbox, ann)
    postbox.says = "451 Later"
    for text in ("First", "Second", "Third"):
        await ann.posts(text)
        await pass_by(town)
    postbox.says = "250 OK"
    town.forward(hours=1)
    await town.settle()
    assert len(postbox.taken) == 1, "the others wait"
    town.forward(minutes=4)
    await town.settle()
    assert len(postbox.taken) == 1
    town.forward(minutes=2)
    await town.settle()
    assert len(postbox.taken) == 2
    told = words(postbox, 0) + words(postbox, 1)
    assert [told.count(text) for text in ("First", "Second", "Third")] == [1, 1, 1]


async def test_who_is_killed_among_the_letters_sends_the_rest_and_none_twice(town: Town, postbox: Postbox):
    ann = await writer(town)
    addresses = [f"r{n}@far.test" for n in range(4)]
    for address in addresses:
        await reader(town, postbox, ann, address)
    await ann.posts("Bread is ready")
    await town.settle()
    town.forward(minutes=6)
    # The first worker ends after the second letter was written down as sent, before its promise is taken away.
    promised = await _promised(town)
    for args in promised[:2]:
        await letters.letter.do(town.db, args)
    assert len(postbox.taken) == 2
    await Worker(town.db).settle()
    assert sorted(mail["to"] for mail in postbox.taken) == addresses


async def _promised(town: Town) -> list[dict[str, Any]]:
    """The letters of the issue that is due, which is made but not sent."""
    async with town.db.write() as tx:
        await letters.bring_out.do(tx, {"profile": (await town.person("ann")).profile})
    async with town.db.alone() as connection:
        rows = await connection.fetch("SELECT args FROM jobs WHERE name = $1 ORDER BY id", letters.letter.name)
    return [json.loads(row["args"]) for row in rows]


async def test_a_letter_that_is_handed_over_again_is_the_same_mail(town: Town, postbox: Postbox):
    ann = await writer(town)
    await reader(town, postbox, ann)
    await ann.posts("Bread is ready")
    await town.settle()
    town.forward(minutes=6)
    (args,) = await _promised(town)
    for _ in range(2):
        await letters.letter.do(town.db, args)
        async with town.db.alone() as connection:  # as if it had been killed before it could write that down
            await connection.execute("UPDATE newsletter_subscribers SET issue_id = 0, mailed_at = NULL")
    one, two = postbox.taken
    assert one["message-id"] == two["message-id"]


async def test_a_suspended_or_closed_profile_sends_nothing(town: Town, postbox: Postbox):
    await town.person("ann")
    bob = await writer(town, "bob")
    await reader(town, postbox, bob)
    await bob.posts("Bread is ready")
    await town.settle()
    async with town.db.write() as tx:
        await profiles.suspend(tx, bob.profile)
    await pass_by(town)
    assert postbox.taken == []


async def test_who_has_moved_away_sends_nothing(town: Town, postbox: Postbox):
    ann, bob = await town.person("ann"), await writer(town, "bob")
    await reader(town, postbox, bob)
    await bob.posts("Bread is ready")
    await town.settle()
    async with town.db.write() as tx:
        await profiles.limits.redirect(tx, bob.profile, ann.profile)
    await pass_by(town)
    assert postbox.taken == []


async def test_switched_off_nothing_goes_out_and_what_waited_then_does_not_come_later(town: Town, postbox: Postbox):
    ann = await writer(town)
    await reader(town, postbox, ann)
    postbox.says = "451 Later"
    await ann.posts("Promised")
    await pass_by(town)
    await ann.posts("Laid by")
    await town.settle()
    async with town.db.write() as tx:
        await newsletters.switch(tx, ann.profile, on=False)
    await ann.posts("Meanwhile")
    await town.settle()
    await writer(town)
    postbox.says = "250 OK"
    town.forward(hours=1)
    await town.settle()
    assert postbox.taken == []
    await ann.posts("After")
    await pass_by(town)
    assert len(postbox.taken) == 1
    assert [text in words(postbox) for text in ("Promised", "Laid by", "Meanwhile", "After")] == [False] * 3 + [True]


async def test_a_letter_is_in_the_language_in_which_it_was_asked_for(town: Town, postbox: Postbox):
    ann = await writer(town)
    page = await browser(town)
    page.language = "de"
    path = f"/newsletters/of/{ann.profile}"
    await page.get(path)
    await page.sends(path, email=READER)
    await town.settle()
    link = postbox.link()
    await page.get(link)
    await page.sends(link)
    await ann.posts("Brot ist fertig", language="de")
    await pass_by(town)
    assert postbox.taken[-1]["content-language"] == "de"
    assert postbox.taken[-1]["subject"] == "Neue Beiträge von @ann@here.test"
    assert '<div dir="auto" lang="de">' in words(postbox, kind="html")


async def test_what_went_out_a_month_ago_is_forgotten(town: Town, postbox: Postbox):
    ann = await writer(town)
    await reader(town, postbox, ann)
    await ann.posts("Bread is ready")
    await pass_by(town)
    town.forward(days=32)
    await town.settle()
    async with town.db.alone() as connection:
        assert await connection.fetch("SELECT 1 FROM newsletter_issues") == []
