"""What each of the others sends ends as something that reads well."""

import re
from typing import Any

import pytest

from hubbub.base import text
from hubbub.people import profiles
from tests.browser import browser
from tests.outside import Peer
from tests.town import Person, Town

from .recorded import NAMES, form

# By form: what the words say, and the kinds of what is attached.
SHOWN: dict[str, tuple[list[str], list[str]]] = {
    "akkoma": (["A cat :blank:"], ["image"]),
    "bookwyrm": (["Review of \"Flour\" (5 stars): Keep it", "A book to keep."], ["image"]),
    "castopod": (["A new episode is out.", "Rye"], []),
    "castopod-episode": (["Rye", "Forty minutes on rye."], ["audio"]),
    "friendica": (["A walk", "Along the river & back"], ["image"]),
    "funkwhale": (["A slow waltz", "Recorded at home", "/library/tracks/1"], ["audio"]),
    "gancio": (["Concert", "When: Thursday 31 December 2026, 21:00 to Friday 1 January 2027, 03:00 (UTC+01:00)",
                "Where: Square, Market square 1", "Loud & free", "/event/concert"], ["image"]),
    "ghost": (["The first letter", "Paragraph 0 tells of bread", " …", "/the-first-letter/"], ["image"]),
    "gotosocial": (["One picture"], ["image"]),
    "gotosocial-asking": (["For friends"], []),
    "hollo": (["compact"], []),
    "hubzilla": (["Rain at last", "and wind"], ["image"]),
    "lemmy": (["Why soup is <good>", "Because it is hot.", "https://soup.example/why", "/post/1"], ["image"]),
    "loops": (["Nine seconds of rain"], ["video"]),
    "mastodon": (["Hello @ann :blobcat: #soup"], ["image"]),
    "mbin": (["Cold soup", "Is it soup?", "https://cold.example/", "/m/soups/t/3/cold-soup"], []),
    "misskey": (["look https://site.example/"], ["image"]),
    "mobilizon": (["Baking together", "When: Saturday 5 December 2026, 18:00 to 20:30 (Europe/Paris)",
                   "Where: The old mill, 1 Rue du Four, 29200, Brest, Bretagne, France", "Bring flour.",
                   "https://mill.example/", "/events/1"], ["image"]),
    "nodebb": (["Flour", "Which flour do you take?", "/post/31"], []),
    "owncast": (["I've gone live!"], ["image"]),
    "peertube": (["How bread is made", "**Flour** & water.", "https://bread.example/how", "/w/7f"], ["video"]),
    "peertube-account": (["How bread is made", "**Flour** & water.", "/w/7f"], ["video"]),
    "piefed": (["A picture of soup", "/post/2"], ["image"]),
    "pixelfed": (["By the sea #sea"], ["image", "image"]),
    "threads": (["From the other side"], []),
    "wordpress": (["On bread", "Why it takes time.", "/2026/11/on-bread/"], ["image"]),
    "writefreely": (["A thought without a title.", "/zoe/a-thought"], []),
}
# What is said of the first of them, if anything is.
DESCRIBED = {
    "akkoma": ["A cat"], "bookwyrm": ["Cover of Flour"], "castopod-episode": ["Rye"], "friendica": ["A river"],
    "funkwhale": ["A slow waltz"], "gotosocial": ["A slow sloth"], "hubzilla": ["Rain"], "loops": ["Rain on a window"],
    "mastodon": ["A bowl"], "mobilizon": ["Banner"], "peertube": ["How bread is made"],
    "peertube-account": ["How bread is made"], "piefed": ["Soup in a bowl"], "pixelfed": ["Waves"],
    "wordpress": ["A loaf"],
}
# What is no post lands nowhere and breaks nothing.
NO_POSTS = ["mastodon-collection", "pixelfed-story"]


async def arrived(town: Town, peer: Peer, ann: Person, name: str) -> dict[str, Any]:
    home = await form(name, peer, ann).sent(town, ann)
    assert len(home) == 1, home
    return home[0]["reblog"] or home[0]


def test_each_form_says_what_it_becomes():
    assert sorted([*SHOWN, *NO_POSTS]) == NAMES


@pytest.mark.parametrize("name", SHOWN)
async def test_what_a_peer_sends_reads_well_in_apps_and_on_pages(town: Town, peer: Peer, name: str):
    """It comes twice and is there once; all in one test, for each form is a whole conversation with a server."""
    ann = await town.person("ann")
    given = form(name, peer, ann)
    home = await given.sent(town, ann)
    await given.sender.sends(town, given.activity | {"id": f"{given.activity['id']}?again"})
    await town.settle()
    assert [status["id"] for status in await ann.home()] == [status["id"] for status in home]
    status = home[0]["reblog"] or home[0]
    says, kinds = SHOWN[name]
    words = text.plain(status["content"])
    for piece in says:
        assert piece in words
    assert [each["type"] for each in status["media_attachments"]] == kinds
    assert [each["description"] for each in status["media_attachments"]][:1] == DESCRIBED.get(name, [None])[:len(kinds)]
    assert (status["visibility"], status["uri"].startswith(peer.url)) == ("public", True)
    assert not re.search(r"<p></p>|<strong></strong>|None", status["content"])
    page, acct = await browser(town, ann), status["account"]["acct"]
    for path in ("/home", f"/@{acct}/{status['id']}", f"/@{acct}"):
        assert says[0].split()[-1].strip('":,<>#') in (await page.get(path)).text


@pytest.mark.parametrize("name", NO_POSTS)
async def test_what_is_no_post_breaks_nothing(town: Town, peer: Peer, name: str):
    ann = await town.person("ann")
    assert await form(name, peer, ann).sent(town, ann) == []
    assert (await (await browser(town, ann)).get("/home")).status == 200


async def test_a_collection_is_shown_with_whoever_has_agreed_to_be_in_it(town: Town, peer: Peer):
    ann = await town.person("ann")
    given = form("mastodon-collection", peer, ann)
    await given.sent(town, ann)
    who = await profiles.seek(town.db, f"@zoe@{peer.host}")
    [shown] = (await ann.get(f"/api/v1/accounts/{who}/collections")).json["collections"]
    assert (shown["name"], shown["description"], shown["tag"]["name"], shown["item_count"], shown["url"]) == (
        "Good bakers", "Whose bread I eat", "bread", 1, f"{peer.url}/collections/7")
    page = (await (await browser(town, ann)).get(f"/collections/{shown['id']}")).text
    assert f"@kim@{peer.host}" in page


async def test_a_group_and_who_writes_in_it_have_pages(town: Town, peer: Peer):
    ann = await town.person("ann")
    for actor in form("lemmy", peer, ann).actors:
        who = await profiles.seek(town.db, f"@{actor.name}@{peer.host}")
        account = (await ann.get(f"/api/v1/accounts/{who}")).json
        assert (account["acct"], account["group"]) == (f"{actor.name}@{peer.host}", actor.shown["type"] == "Group")
        assert (await (await browser(town, ann)).get(f"/@{account['acct']}")).status == 200


async def test_of_a_film_in_many_sizes_one_is_taken_that_is_played_here(town: Town, peer: Peer):
    status = await arrived(town, peer, await town.person("ann"), "peertube")
    assert [each["remote_url"] for each in status["media_attachments"]] == [f"{peer.url}/7f-480.mp4"]
    assert (status["language"], status["account"]["acct"]) == ("en", f"zoe@{peer.host}")


async def test_a_film_that_is_not_played_here_is_shown_by_its_picture(town: Town, peer: Peer):
    ann = await town.person("ann")
    given = form("peertube", peer, ann)
    film = given.documents[0]
    film["url"] = [link for link in film["url"] if link["mediaType"] != "video/mp4"]
    status = (await given.sent(town, ann))[0]["reblog"]
    assert [each["remote_url"] for each in status["media_attachments"]] == [f"{peer.url}/preview.jpg"]


async def test_a_group_boosts_posts_and_their_answers_only_take_their_place(town: Town, peer: Peer):
    ann = await town.person("ann")
    given = form("lemmy", peer, ann)
    page = (await given.sent(town, ann))[0]["reblog"]
    writer = given.actors[1]
    comment = {
        "type": "Note", "id": f"{peer.url}/comment/1", "attributedTo": writer.uri, "to": given.documents[0]["to"],
        "cc": [], "content": "<p>So true</p>", "inReplyTo": given.documents[0]["id"], "audience": given.sender.uri,
        "published": given.documents[0]["published"],
    }
    peer.documents["/comment/1"] = comment
    for number, inner in enumerate((
        {"type": "Create", "actor": writer.uri, "object": comment},
        {"type": "Like", "actor": writer.uri, "object": page["uri"]},
        {"type": "Dislike", "actor": writer.uri, "object": page["uri"]},
        {"type": "Undo", "actor": writer.uri, "object": {"type": "Like", "object": page["uri"]}},
    )):
        passed_on = inner | {"id": f"{peer.url}/b/{number}"}
        await given.sender.sends(town, given.activity | {"id": f"{peer.url}/a/{number}", "object": passed_on})
    await town.settle()
    assert len(await ann.home()) == 1
    below = (await ann.get(f"/api/v1/statuses/{page['id']}/context")).json["descendants"]
    assert [status["content"] for status in below] == ["<p>So true</p>"]


async def test_what_a_group_says_of_a_post_is_asked_of_the_posts_own_server(town: Town, peer: Peer):
    ann = await town.person("ann")
    given = form("lemmy", peer, ann)
    status = (await given.sent(town, ann))[0]["reblog"]
    page = given.documents[0]

    async def passes_on(type: str, what: Any) -> None:
        inner = {"id": f"{peer.url}/b/{type}", "type": type, "actor": given.actors[1].uri, "object": what}
        await given.sender.sends(town, given.activity | {"id": f"{peer.url}/a/{type}", "object": inner})
        await town.settle()

    town.forward(minutes=5)
    peer.documents["/post/1"] = page | {"name": "Why soup is better", "updated": page["published"]}
    await passes_on("Update", page | {"name": "Forged", "updated": "2999-01-01T00:00:00Z"})
    assert "Why soup is better" in (await ann.get(f"/api/v1/statuses/{status['id']}")).json["content"]
    await passes_on("Delete", page["id"])
    assert (await ann.get(f"/api/v1/statuses/{status['id']}")).status == 200
    del peer.documents["/post/1"]
    await passes_on("Undo", page["id"])
    assert (await ann.get(f"/api/v1/statuses/{status['id']}")).status == 200


async def test_who_says_whom_they_want_to_be_asked_by_is_asked_and_their_answer_is_read(town: Town, peer: Peer):
    """GoToSocial's three policies, and an Accept as its 0.20 writes it."""
    ann = await town.person("ann")
    given = form("gotosocial-asking", peer, ann)
    [status] = await given.sent(town, ann)
    assert (status["reply_policy"], status["favourites_count"], status["reblogs_count"]) == ("mentioned", 0, 0)
    await ann.post(f"/api/v1/statuses/{status['id']}/favourite")
    await ann.post(f"/api/v1/statuses/{status['id']}/reblog")
    await ann.posts("Hi", in_reply_to_id=status["id"])
    await town.settle()
    for number, kind in enumerate(("LikeRequest", "AnnounceRequest", "ReplyRequest")):
        [asked] = peer.received(kind)
        made = asked["instrument"] if isinstance(asked["instrument"], str) else asked["instrument"]["id"]
        await given.sender.sends(town, {
            "@context": ["https://gotosocial.org/ns", "https://www.w3.org/ns/activitystreams"], "type": "Accept",
            "id": f"{given.sender.uri}/accepts/{number}", "actor": given.sender.uri, "to": asked["actor"],
            "object": {"actor": asked["actor"], "id": asked["id"], "instrument": made, "object": status["uri"],
                       "type": kind},
            "result": f"{given.sender.uri}/authorizations/{number}",
        })
    await town.settle()
    seen = (await ann.get(f"/api/v1/statuses/{status['id']}")).json
    assert (seen["favourites_count"], seen["reblogs_count"], seen["replies_count"]) == (1, 1, 1)
    assert peer.received("Update")[0]["object"]["replyAuthorization"] == f"{given.sender.uri}/authorizations/2"
