"""Which posts stand in the lists of an account and of everybody, by what apps ask for."""

from datetime import UTC, datetime

import pytest

from hubbub.base import ids
from hubbub.base.ids import PostId, ProfileId
from hubbub.people import profiles
from hubbub.reach import media, posts
from tests.reach.media.sending import sent
from tests.reach.posts.test_streams import picture
from tests.town import Person, Town


async def all_kinds(town: Town, ann: Person) -> dict[str, str]:
    """One of each kind by Ann, by what it is."""
    bob = await town.person("bob")
    asked = await bob.posts("What?")
    made = {
        "plain": await ann.posts("Plain #cats"), "quiet": await ann.posts("Quiet", visibility="unlisted"),
        "answer": await ann.posts("@bob this #cats", in_reply_to_id=asked["id"]),
        "direct": await ann.posts("@bob in secret #cats", visibility="direct"),
        "boost": (await ann.post(f"/api/v1/statuses/{asked['id']}/reblog")).json,
    }
    made["thread"] = await ann.posts("And more", in_reply_to_id=made["plain"]["id"])
    return {name: status["id"] for name, status in made.items()}


@pytest.mark.parametrize(("query", "wanted"), [
    ("", {"plain", "quiet", "answer", "direct", "boost", "thread"}),
    ("exclude_replies=true", {"plain", "quiet", "direct", "boost", "thread"}),
    ("exclude_reblogs=true", {"plain", "quiet", "answer", "direct", "thread"}),
    ("exclude_direct=true", {"plain", "quiet", "answer", "boost", "thread"}),
    ("only_media=true", set()),
    ("tagged=Cats", {"plain", "answer", "direct"}),
    ("tagged=cats&exclude_direct=1&exclude_replies=1", {"plain"}),
    ("tagged=cats&only_media=1", set()), ("tagged=dogs", set()), ("tagged=%23", set()),
])
async def test_an_account_is_listed_as_asked_for(town: Town, query: str, wanted: set[str]):
    ann = await town.person("ann")
    made = await all_kinds(town, ann)
    shown = [status["id"] for status in (await ann.get(f"/api/v1/accounts/{ann.profile}/statuses?{query}")).json]
    assert {name for name, post in made.items() if post in shown} == wanted
    assert shown == sorted(shown, key=int, reverse=True)


async def test_with_a_tag_too_nobody_sees_what_is_not_for_them(town: Town):
    ann, cleo = await town.person("ann"), await town.person("cleo")
    made = await all_kinds(town, ann)
    await ann.posts("For followers #cats", visibility="private")
    where = f"/api/v1/accounts/{ann.profile}/statuses?tagged=cats"
    assert [status["id"] for status in (await cleo.get(where)).json] == [made["answer"], made["plain"]]
    assert [status["id"] for status in (await town.get(where)).json] == [made["answer"], made["plain"]]


async def test_with_a_tag_pages_follow_each_other(town: Town):
    ann = await town.person("ann")
    made = [(await ann.posts(f"#cats {n}"))["id"] for n in range(5)][::-1]
    where = f"/api/v1/accounts/{ann.profile}/statuses?tagged=cats&limit=2"
    assert [s["id"] for s in (await ann.get(f"{where}&max_id={made[1]}")).json] == made[2:4]
    assert [s["id"] for s in (await ann.get(f"{where}&min_id={made[4]}")).json] == made[2:4]


async def arrives(town: Town, *, picture: bool) -> tuple[PostId, ProfileId]:
    """A post from elsewhere with a tag, and with a picture or without."""
    async with town.db.write() as tx:
        zoe = await profiles.arrive(tx, profiles.Arrived(
            uri="https://two.test/zoe", name="zoe", domain="two.test", kind="person", url="https://two.test/@zoe",
            inbox="https://two.test/zoe/inbox", shared_inbox=None, followers_uri=None,
            key_uri="https://two.test/zoe#key", public_pem="",
        ))
        parts = {"tags": ["cats"]} | ({"media": [media.Elsewhere("https://two.test/cat.png")]} if picture else {})
        made = await posts.arrive(tx, posts.Arrived(
            uri=f"https://two.test/{ids.new()}", url="https://two.test/1", author=ProfileId(zoe), html="<p>Hi</p>",
            visibility="public", published_at=datetime.now(UTC), parts=parts,
        ))
    assert made is not None
    return made, ProfileId(zoe)


async def test_only_media_is_what_carries_some_wherever_it_is_asked_for(town: Town):
    ann = await town.person("ann")
    await ann.posts("Words #cats")
    await arrives(town, picture=False)
    wanted, zoe = await arrives(town, picture=True)
    await ann.post(f"/api/v1/statuses/{wanted}/reblog")
    for path in ("timelines/public", "timelines/tag/cats", f"accounts/{zoe}/statuses"):
        found = (await town.get(f"/api/v1/{path}?only_media=true")).json
        assert [status["id"] for status in found] == [str(wanted)], path
    assert (await town.get("/api/v1/timelines/public?only_media=true&local=true")).json == []
    assert (await town.get(f"/api/v1/accounts/{ann.profile}/statuses?only_media=true")).json == []


@pytest.mark.parametrize(("query", "count"), [("", 2), ("local=1", 1), ("remote=1", 1), ("local=1&remote=1", 2)])
async def test_public_posts_are_of_here_of_elsewhere_or_of_both(town: Town, query: str, count: int):
    await (await town.person("ann")).posts("Here")
    await arrives(town, picture=False)
    assert len((await town.get(f"/api/v1/timelines/public?{query}")).json) == count


async def chain(ann: Person, length: int) -> list[str]:
    """A thread in which each post answers the one before."""
    made: list[str] = []
    for number in range(length):
        more = {"in_reply_to_id": made[-1]} if made else {}
        made.append((await ann.posts(f"Step {number}", **more))["id"])
    return made


def ids_of(statuses: list[dict[str, str]]) -> list[str]:
    return [status["id"] for status in statuses]


async def test_anybody_gets_a_part_of_a_long_thread_and_who_is_signed_in_all_of_it(town: Town):
    ann = await town.person("ann")
    made = await chain(ann, 46)
    up = f"/api/v1/statuses/{made[-1]}/context"
    assert ids_of((await town.get(up)).json["ancestors"]) == made[5:-1]
    assert ids_of((await ann.get(up)).json["ancestors"]) == made[:-1]
    down = f"/api/v1/statuses/{made[0]}/context"
    assert ids_of((await town.get(down)).json["descendants"]) == made[1:21]
    assert ids_of((await ann.get(down)).json["descendants"]) == made[1:]


async def test_anybody_gets_sixty_answers_of_many(town: Town):
    ann = await town.person("ann")
    top = (await ann.posts("Who?"))["id"]
    made = [(await ann.posts(f"{number}", in_reply_to_id=top))["id"] for number in range(62)]
    where = f"/api/v1/statuses/{top}/context"
    assert ids_of((await town.get(where)).json["descendants"]) == made[:60]
    assert ids_of((await ann.get(where)).json["descendants"]) == made


async def test_many_statuses_are_had_at_once_as_far_as_one_may_see_them(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    public, private = await ann.posts("For all"), await ann.posts("For few", visibility="private")
    asked = f"/api/v1/statuses?id[]={private['id']}&id[]={public['id']}&id[]=1&id[]=x"
    assert ids_of((await bob.get(asked)).json) == [public["id"]]
    assert ids_of((await ann.get(asked)).json) == [private["id"], public["id"]]


async def test_a_deleted_status_gives_what_is_needed_to_write_it_anew(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("First #words", spoiler_text="Careful", poll={"options": ["A", "B"], "expires_in": 3600})
    gone = (await ann.call("DELETE", f"/api/v1/statuses/{status['id']}")).json
    assert (gone["text"], gone["spoiler_text"], gone["media_attachments"]) == ("First #words", "Careful", [])
    assert [option["title"] for option in gone["poll"]["options"]] == ["A", "B"]


async def test_only_media_follows_edits_and_takes_no_quote_for_media(town: Town):
    ann = await town.person("ann")
    made = await ann.posts("Words")
    await ann.posts("A quote", quoted_status_id=made["id"])

    async def only_media() -> list[str]:
        found = (await ann.get(f"/api/v1/accounts/{ann.profile}/statuses?only_media=true")).json
        return [status["id"] for status in found]

    assert await only_media() == []
    media = (await sent(ann, picture()))["id"]
    await ann.call("PUT", f"/api/v1/statuses/{made['id']}", {"status": "Words", "media_ids": [media]})
    assert await only_media() == [made["id"]]
    await ann.call("PUT", f"/api/v1/statuses/{made['id']}", {"status": "Words"})
    assert await only_media() == []
