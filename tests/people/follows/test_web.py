"""The buttons on a profile, and the lists of people, without script and with it."""

import re
from datetime import timedelta

import pytest

from hubbub.base.clock import now
from hubbub.people import follows, profiles
from tests.browser import browser
from tests.town import Person, Town


async def lock(person: Person) -> None:
    async with person.town.db.write() as tx:
        await profiles.edit(tx, person.profile, locked=True)


def buttons(text: str) -> list[str]:
    """What can be pressed, by where it leads."""
    return re.findall(r'<form method="post" action="(/[\w-]+)/\d+(?:/\w+)?"', text)


async def test_a_visitor_follows_from_the_profile_and_comes_back_to_it(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page = await browser(town, bob)
    shown = await page.get("/@ann")
    assert "/follow" in buttons(shown.text)
    answer = await page.sends(f"/follow/{ann.profile}", back="/@ann")
    assert (answer.status, answer.headers["location"]) == (303, "/@ann")
    shown = await page.get("/@ann")
    assert "Following" in shown.text
    assert "/unfollow" in buttons(shown.text)
    assert "/follow" not in buttons(shown.text)


async def test_with_script_the_button_answers_itself(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page = await browser(town, bob)
    answer = await page.presses(f"/follow/{ann.profile}", back="/@ann")
    assert answer.status == 200
    assert answer.text.count(f'id="follows-{ann.profile}"') == 1
    assert "<html" not in answer.text
    assert f'hx-post="/unfollow/{ann.profile}"' in answer.text
    assert 'name="back" value="/@ann"' in answer.text
    answer = await page.presses(f"/unfollow/{ann.profile}", back="/@ann")
    assert f'hx-post="/follow/{ann.profile}"' in answer.text


@pytest.mark.parametrize(("verb", "then"), [
    ("follow", "/unfollow"), ("mute", "/unmute"), ("block", "/unblock"),
])
async def test_what_was_done_can_be_undone(town: Town, verb: str, then: str):
    ann, bob = await town.person("ann"), await town.person("bob")
    page = await browser(town, bob)
    assert then in buttons((await page.presses(f"/{verb}/{ann.profile}")).text)
    undone = await page.presses(f"{then}/{ann.profile}")
    assert f"/{verb}" in buttons(undone.text)


async def test_nobody_is_offered_to_follow_themselves(town: Town):
    ann = await town.person("ann")
    assert buttons((await (await browser(town, ann)).get("/@ann")).text) == []


async def test_a_stranger_is_led_to_sign_in_and_back(town: Town):
    await town.person("ann")
    assert 'href="/sign-in?next=/@ann"' in (await (await browser(town)).get("/@ann")).text


async def test_a_request_waits_and_is_answered(town: Town):
    ann, bob, cleo = await town.person("ann"), await town.person("bob"), await town.person("cleo")
    await lock(ann)
    asking = await (await browser(town, bob)).presses(f"/follow/{ann.profile}")
    assert "Requested" in asking.text
    await (await browser(town, cleo)).presses(f"/follow/{ann.profile}")
    page = await browser(town, ann)
    waiting = await page.get("/follow-requests")
    assert "@bob" in waiting.text
    assert "@cleo" in waiting.text
    await page.sends(f"/follow-requests/{bob.profile}/accept", back="/follow-requests")
    await page.sends(f"/follow-requests/{cleo.profile}/reject", back="/follow-requests")
    assert "Nobody is waiting" in (await page.get("/follow-requests")).text
    followers = (await page.get("/@ann/followers")).text
    assert "@bob" in followers
    assert "@cleo" not in followers


async def test_whoever_is_asked_by_many_lets_them_all_in_at_once_when_they_are_sure(town: Town):
    ann = await town.person("ann")
    await lock(ann)
    page = await browser(town, ann)
    for name in ("bob", "cleo", "dan"):
        await (await town.person(name)).follows(ann)
    shown = (await page.get("/follow-requests")).text
    assert "Asks to follow you" not in shown, "all on this page do"
    assert "Accept them all" in (await page.sends("/follow-requests/accept-all")).text
    assert "@bob" in (await page.get("/follow-requests")).text, "it is asked first"
    await page.sends("/follow-requests/accept-all", sure="on")
    assert "Nobody is waiting" in (await page.get("/follow-requests")).text
    followers = (await page.get("/@ann/followers")).text
    assert all(f"@{name}" in followers for name in ("bob", "cleo", "dan"))
    for name, counted in (("ann", (3, 0)), ("bob", (0, 1)), ("dan", (0, 1))):
        told = (await ann.get(f"/api/v1/accounts/lookup?acct={name}")).json
        assert (told["followers_count"], told["following_count"]) == counted
    await town.settle()
    told = (await town.people["dan"].get("/api/v1/accounts/relationships?id[]=" + str(ann.profile))).json
    assert (told[0]["following"], told[0]["requested"]) == (True, False)


async def test_the_lists_of_people_are_for_anybody(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.follows(ann)
    page = await browser(town)
    assert "@bob" in (await page.get("/@ann/followers")).text
    assert "@ann" in (await page.get("/@bob/following")).text
    assert "Nobody yet." in (await page.get("/@ann/following")).text


async def test_long_lists_go_on(town: Town):
    ann = await town.person("ann")
    async with town.db.write() as tx:
        others = [await profiles.open_profile(tx, f"reader{n}") for n in range(41)]
    async with town.db.alone() as connection:
        await connection.executemany(
            "INSERT INTO follows (follower_id, followed_id, id, made_at) VALUES ($1, $2, $3, now())",
            [(other, ann.profile, number) for number, other in enumerate(others, start=1)],
        )
    page = await browser(town)
    first = await page.get("/@ann/followers")
    assert "@reader40<" in first.text
    assert "@reader0<" not in first.text
    more = re.findall(r'href="(/@ann/followers\?below=\d+)"', first.text)[0]
    assert "@reader0<" in (await page.get(more)).text


async def test_whom_one_has_blocked_sees_neither_the_lists_nor_a_button(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await (await browser(town, ann)).presses(f"/block/{bob.profile}")
    page = await browser(town, bob)
    for path in ("/@ann/followers", "/@ann/following"):
        assert (await page.get(path)).status == 404
    assert (await page.presses(f"/follow/{ann.profile}")).status == 404


async def test_the_blocked_and_the_muted_are_found_in_the_settings(town: Town):
    ann, bob, cleo = await town.person("ann"), await town.person("bob"), await town.person("cleo")
    page = await browser(town, ann)
    await page.presses(f"/block/{bob.profile}")
    await page.presses(f"/mute/{cleo.profile}")
    blocked, muted = await page.get("/settings/blocked"), await page.get("/settings/muted")
    assert "@bob" in blocked.text
    assert "@cleo" not in blocked.text
    assert "@cleo" in muted.text


async def test_a_form_leads_back_to_our_own_pages_alone(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page = await browser(town, bob)
    assert (await page.sends(f"/follow/{ann.profile}", back="//evil.example")).headers["location"] == "/"


async def test_every_form_of_the_graph_needs_its_token_and_somebody_signed_in(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    stranger, page = await browser(town), await browser(town, bob)
    await stranger.get("/sign-in")
    for path in ("follow", "unfollow", "block", "unblock", "mute", "unmute", "remove-follower"):
        page.csrf = "0" * 64
        assert (await stranger.sends(f"/{path}/{ann.profile}")).headers["location"].startswith("/sign-in")
        assert (await page.sends(f"/{path}/{ann.profile}")).status == 403


async def test_what_comes_home_of_whom_one_follows_is_chosen_on_their_page(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page = await browser(town, bob)
    assert "/following/" not in (await page.get("/@ann")).text
    assert (await page.sends(f"/following/{ann.profile}", notifies="on")).status == 404  # not without following
    await page.sends(f"/follow/{ann.profile}")
    assert f'action="/following/{ann.profile}"' in (await page.get("/@ann")).text
    answer = await page.sends(f"/following/{ann.profile}", notifies="on")
    assert (answer.status, answer.headers["location"]) == (303, "/@ann")
    [relation] = await follows.relations(town.db, bob.profile, [ann.profile])
    assert (relation.notifies, relation.shows_boosts, relation.languages) == (True, False, None)
    async with town.db.write() as tx:
        await follows.follow(tx, bob.profile, ann.profile, languages=["de"])
    await page.presses(f"/following/{ann.profile}", boosts="on")
    [relation] = await follows.relations(town.db, bob.profile, [ann.profile])
    assert (relation.notifies, relation.shows_boosts, relation.languages) == (False, True, ["de"])


async def test_a_mute_ends_when_one_has_said_or_never(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page = await browser(town, bob)
    shown = await page.presses(f"/mute/{ann.profile}", hours="24")
    [relation] = await follows.relations(town.db, bob.profile, [ann.profile])
    assert relation.mute_ends_at == pytest.approx(now() + timedelta(days=1), abs=timedelta(minutes=1))
    assert "Muted until" in shown.text
    for hours in ("0", "7", "nonsense"):  # no other span than those on the page
        shown = await page.presses(f"/mute/{ann.profile}", hours=hours)
        [relation] = await follows.relations(town.db, bob.profile, [ann.profile])
        assert (relation.muting, relation.mute_ends_at) == (True, None)
    assert "Muted until" not in shown.text
    assert "Muted" in shown.text


async def test_a_page_names_those_whom_one_follows_among_its_followers(town: Town):
    ann, bob, *others = [await town.person(name) for name in ("ann", "bob", "cleo", "dan", "eve", "finn")]
    page = await browser(town, bob)
    for known, other in enumerate(others):
        await other.follows(ann)
        await bob.follows(other)
        words = (await page.get("/@ann")).text
        assert ("and others whom you follow" in words) == (known == 3)
        assert f"Followed by {other.name}" in words
        about = (await page.get("/@ann?tab=about")).text
        assert f"Followed by {other.name}" not in about, "they are all named below"
    for other in others:
        assert f'href="/@{other.name}"' in about
    assert "Followed by" not in (await (await browser(town)).get("/@ann?tab=about")).text
    assert "Followed by" not in (await (await browser(town)).get("/@ann")).text
    assert "Followed by" not in (await (await browser(town, ann)).get("/@ann")).text


async def test_a_block_ends_when_one_has_said_and_says_so_in_the_list(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page = await browser(town, bob)
    asked = await page.sends(f"/block/{ann.profile}", hours="24")
    assert "The block ends by itself" in asked.text
    assert 'name="hours" value="24"' in asked.text
    await page.sends(f"/block/{ann.profile}", hours="24", sure="on")
    assert "Blocked until" in (await page.get("/settings/blocked")).text
    assert "Blocked until" in (await page.get("/@ann")).text
    town.forward(hours=25)
    await town.settle()
    assert "You have blocked nobody." in (await page.get("/settings/blocked")).text
    await page.sends(f"/block/{ann.profile}", hours="0", sure="on")
    listed = (await page.get("/settings/blocked")).text
    assert "@ann" in listed
    assert "Blocked until" not in listed


async def test_with_script_the_count_of_followers_is_right_at_once(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page = await browser(town, bob)
    assert f'id="followers-{ann.profile}"' in (await page.get("/@ann")).text
    followed = (await page.presses(f"/follow/{ann.profile}")).text
    assert f'<li id="followers-{ann.profile}"' in followed
    assert "<b>1</b> follower<" in followed
    assert "<b>0</b> followers<" in (await page.presses(f"/unfollow/{ann.profile}")).text
