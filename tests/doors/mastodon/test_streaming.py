"""Streams of the client API over Server-Sent Events."""

import json

from hubbub.base import bus
from hubbub.base.ids import PostId
from hubbub.people import apps, follows
from hubbub.reach import posts
from tests.listening import listening
from tests.town import Person, Town

USER, PUBLIC = "/api/v1/streaming/user", "/api/v1/streaming/public"


def token(person: Person) -> dict[str, str]:
    return {"authorization": f"Bearer {person.token}"}


async def test_health_is_ok(town: Town):
    answer = await town.get("/api/v1/streaming/health")
    assert (answer.status, answer.text) == (200, "OK")


async def test_the_user_stream_tells_updates_and_notifications(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with town.db.write() as tx:
        await follows.follow(tx, ann.profile, bob.profile)
    await town.settle()
    await bob.posts("Before")
    await town.settle()
    async with listening(town, USER, token(ann)) as app:
        assert app.headers["access-control-allow-origin"] == "*"
        await ann.get("/api/v1/timelines/home")
        status = await bob.posts("Hello @ann")
        await town.settle()
        update = json.loads(await app.next("update"))
        assert (update["id"], update["favourited"]) == (status["id"], False)
        notification = json.loads(await app.next("notification"))
        assert (notification["type"], notification["status"]["id"]) == ("mention", status["id"])


async def test_an_update_is_told_once_however_often_the_feed_is_named(town: Town):
    ann = await town.person("ann")
    async with listening(town, USER, token(ann)) as app:
        await ann.posts("Once")
        await app.next("update")
        async with town.db.write() as tx:
            tx.say("feed", ann.profile)
        await ann.posts("Twice")
        assert json.loads(await app.next("update"))["content"] == "<p>Twice</p>"


async def test_a_deletion_and_an_edit_are_told_of_what_was_shown(town: Town):
    ann = await town.person("ann")
    async with listening(town, USER, token(ann)) as app:
        status = await ann.posts("First words")
        await app.next("update")
        post = PostId(int(status["id"]))
        async with town.db.write() as tx:
            row = (await posts.get(tx, [post]))[0]
            await posts.edit(tx, post, html="<p>Better words</p>", words="Better words", spoiler="", sensitive=False,
                             language=None, edited_at=row.published_at)
        assert json.loads(await app.next("status.update"))["content"] == "<p>Better words</p>"
        async with town.db.write() as tx:
            await posts.remove(tx, post)
        assert await app.next("delete") == status["id"]


async def test_a_deletion_of_what_was_not_shown_is_not_told(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    secret = PostId(int((await bob.posts("Secret", visibility="direct"))["id"]))
    async with listening(town, USER, token(ann)) as app:
        async with town.db.write() as tx:
            await posts.remove(tx, secret)
        await ann.posts("After")
        await app.next("update")
        assert not [piece for piece in app.heard() if "delete" in piece]


async def test_the_public_stream_tells_public_posts_and_no_others(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with listening(town, PUBLIC, token(ann)) as app:
        for visibility in ("unlisted", "private", "direct"):
            await bob.posts("Not for all @ann", visibility=visibility)
        status = await bob.posts("For all")
        await town.settle()
        assert json.loads(await app.next("update"))["id"] == status["id"]
        async with town.db.write() as tx:
            await posts.remove(tx, PostId(int(status["id"])))
        assert await app.next("delete") == status["id"]


async def test_the_public_stream_keeps_out_whom_the_reader_does_not_hear(town: Town):
    ann, bob, cleo, dan = [await town.person(name) for name in ("ann", "bob", "cleo", "dan")]
    async with town.db.write() as tx:
        await follows.mute(tx, ann.profile, bob.profile)
        await follows.block(tx, cleo.profile, ann.profile)
    async with listening(town, PUBLIC, token(ann)) as app:
        for person in (bob, cleo, dan):
            await person.posts(f"By {person.name}")
            await town.settle()
        assert json.loads(await app.next("update"))["account"]["acct"] == "dan"


async def test_here_and_elsewhere_have_streams_of_their_own(town: Town):
    ann = await town.person("ann")
    async with listening(town, f"{PUBLIC}/local", token(ann)) as here, \
            listening(town, f"{PUBLIC}/remote", token(ann)) as elsewhere:
        await ann.posts("Here")
        await town.settle()
        assert json.loads(await here.next("update"))["content"] == "<p>Here</p>"
        assert not [piece for piece in elsewhere.heard() if "update" in piece]


async def test_a_token_may_come_in_the_query_and_must_come(town: Town):
    ann = await town.person("ann")
    async with listening(town, f"{USER}?access_token={ann.token}") as app:
        await ann.posts("Heard")
        assert await app.next("update")
    assert (await town.get(USER)).status == 401
    assert (await town.get(f"{USER}?access_token=wrong")).status == 401
    assert (await town.get(f"{PUBLIC}")).status == 401


async def test_a_stream_tells_no_more_than_the_token_s_scopes_allow(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    weak = await town.token(ann.account, ann.profile, "read:notifications")
    async with listening(town, USER, {"authorization": f"Bearer {weak}"}) as app:
        await ann.posts("A post")
        await bob.posts("Hello @ann")
        await town.settle()
        await app.next("notification")
        assert not [piece for piece in app.heard() if "event: update" in piece]
    answer = await ann.call("GET", PUBLIC, headers={"authorization": f"Bearer {weak}"})
    assert answer.status == 403


async def test_the_notification_stream_tells_notifications_only(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with listening(town, f"{USER}/notification", token(ann)) as app:
        await ann.posts("A post")
        await bob.posts("Hello @ann")
        await town.settle()
        assert json.loads(await app.next("notification"))["account"]["acct"] == "bob"
        assert not [piece for piece in app.heard() if "event: update" in piece]


async def test_an_unknown_stream_is_named_so(town: Town):
    ann = await town.person("ann")
    answer = await ann.get("/api/v1/streaming/everything")
    assert (answer.status, answer.json) == (400, {"error": "Unknown stream type", "status": 400})


async def test_a_revoked_token_ends_its_streams(town: Town):
    ann = await town.person("ann")
    async with town.db.write() as tx:
        app = await apps.register(tx, "Other", [apps.OUT_OF_BAND], "read")
        secret, _ = await apps.issue(tx, app, ["read"], (ann.account, ann.profile))
    async with listening(town, USER, {"authorization": f"Bearer {secret}"}) as first, \
            listening(town, USER, token(ann)) as second:
        async with town.db.write() as tx:
            await apps.revoke(tx, app, secret)
        await first.ended()
        await ann.posts("Still here")
        assert await second.next("update")


async def test_what_was_missed_for_a_moment_is_told_afterwards(town: Town):
    ann = await town.person("ann")
    async with listening(town, USER, token(ann)) as app:
        async with town.db.write() as tx:
            await posts.publish(tx, ann.profile, posts.Note("Unheard of"))
            tx._said.clear()
        bus.gap()
        assert json.loads(await app.next("update"))["content"] == "<p>Unheard of</p>"


async def test_a_token_whose_end_was_missed_ends_its_streams_when_all_is_asked_anew(town: Town):
    ann = await town.person("ann")
    async with listening(town, USER, token(ann)) as app:
        async with town.db.write() as tx:
            owner = await apps.bearer(tx, ann.token)
            assert owner is not None
            found = await apps.find_app(tx, app=owner.app)
            assert found is not None
            await apps.revoke(tx, found, ann.token)
            tx._said.clear()
        bus.gap()
        await app.ended()
