"""Streams of the client API, as Server-Sent Events and over WebSockets."""

import asyncio
import json

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from hubbub.base import bus, lines
from hubbub.base.ids import PostId
from hubbub.doors.mastodon import streaming
from hubbub.people import apps, follows
from hubbub.reach import posts
from tests.base.wires import turns
from tests.listening import listening, talking
from tests.town import Person, Town

STREAMING = "/api/v1/streaming"
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
            edit = posts.Edit("<p>Better words</p>", row.published_at, "Better words")
            await posts.edit(tx, post, edit)
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
        owner = await apps.bearer(town.db, ann.token)
        assert owner is not None
        async with town.db.write() as tx:
            found = await apps.find_app(tx, app=owner.app)
            assert found is not None
            await apps.revoke(tx, found, ann.token)
            tx._said.clear()
        bus.gap()
        await app.ended()


async def test_the_token_may_come_in_the_header_the_query_or_the_subprotocol(town: Town):
    ann = await town.person("ann")
    by_query = f"{STREAMING}?stream=user&access_token={ann.token}"
    async with talking(town, f"{STREAMING}?stream=user", ann) as one, talking(town, by_query) as two, \
            talking(town, f"{STREAMING}/?stream=user", protocol=ann.token) as three:
        assert three.socket.subprotocol == ann.token
        for app in (one, two, three):
            await app.settled()
        status = await ann.posts("Heard by all")
        for app in (one, two, three):
            frame = await app.next()
            assert (frame["stream"], frame["event"]) == (["user"], "update")
            assert json.loads(frame["payload"])["id"] == status["id"]


async def test_without_a_good_token_there_is_no_connection(town: Town):
    ann = await town.person("ann")
    for path in (STREAMING, f"{STREAMING}?access_token=wrong", f"{STREAMING}?stream=user"):
        with pytest.raises(InvalidStatus) as refused:
            async with talking(town, path):
                pass
        assert refused.value.response.status_code == 401
    assert (await ann.call("GET", STREAMING, headers={"upgrade": "websocket"})).status == 426


async def test_one_connection_carries_several_streams_and_each_may_end(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with talking(town, STREAMING, ann) as app:
        await app.says("subscribe", "public")
        await app.says("subscribe", "hashtag", tag="Bread")
        await app.settled()
        await bob.posts("Fresh #bread")
        frames = [await app.next("update") for _ in range(2)]
        assert sorted(frame["stream"] for frame in frames) == [["hashtag", "Bread"], ["public"]]
        await app.says("unsubscribe", "public")
        await app.settled()
        await bob.posts("More #bread")
        await bob.posts("Last #bread")
        assert [(await app.next("update"))["stream"] for _ in range(2)] == [["hashtag", "Bread"]] * 2


async def test_what_is_asked_wrongly_is_answered_and_ends_nothing(town: Town):
    ann = await town.person("ann")
    async with talking(town, f"{STREAMING}?stream=nowhere", ann) as app:
        assert await app.next() == {"error": "Unknown stream type", "status": 400}
        for said, why in (
            ("{", "That is not JSON."), ("[]", "A message is a JSON object"), ("{}", "The type of a message"),
            ('{"type": "subscribe", "stream": "everything"}', "Unknown stream type"),
            ('{"type": "subscribe", "stream": {"a": 1}}', "stream must be text."),
            ('{"type": "subscribe", "stream": "hashtag"}', "Missing tag name parameter"),
            ('{"type": "subscribe", "stream": "list"}', "Missing list name parameter"),
        ):
            await app.socket.send(said)
            answer = await app.next()
            assert (answer["status"], answer["error"][:len(why)]) == (400, why)
        await app.socket.send(b"\xff\xfe")
        await app.says("subscribe", "list", list="123456")
        assert (await app.next())["status"] == 404
        await app.says("subscribe", "user")
        await app.settled()
        await ann.posts("Still here")
        assert await app.next("update")


async def test_scopes_are_asked_for_each_stream(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    weak = await town.token(ann.account, ann.profile, "read:notifications")
    async with talking(town, STREAMING, protocol=weak) as app:
        await app.says("subscribe", "public")
        assert (await app.next())["status"] == 403
        await app.says("subscribe", "user")
        await app.settled()
        await ann.posts("Not told")
        await bob.posts("Hello @ann")
        await town.settle()
        assert (await app.next())["event"] == "notification"


async def test_edits_and_ends_are_told(town: Town):
    ann = await town.person("ann")
    async with talking(town, f"{STREAMING}?stream=public:local", ann) as app:
        await app.settled()
        status = await ann.posts("First")
        await app.next("update")
        async with town.db.write() as tx:
            await posts.remove(tx, PostId(int(status["id"])))
        assert await app.next() == {"stream": ["public:local"], "event": "delete", "payload": status["id"]}


async def test_a_revoked_token_ends_the_connection(town: Town):
    ann = await town.person("ann")
    async with town.db.write() as tx:
        app = await apps.register(tx, "Other", [apps.OUT_OF_BAND], "read")
        secret, _ = await apps.issue(tx, app, ["read"], (ann.account, ann.profile))
    async with talking(town, STREAMING, protocol=secret) as gone, talking(town, STREAMING, ann) as stays:
        async with town.db.write() as tx:
            await apps.revoke(tx, app, secret)
        with pytest.raises(ConnectionClosed) as ended:
            await asyncio.wait_for(gone.socket.recv(), 1)
        assert ended.value.rcvd is not None
        assert ended.value.rcvd.code == 1008
        await stays.settled()


async def test_a_reader_who_takes_nothing_is_cut_off(town: Town, monkeypatch):
    monkeypatch.setattr(lines, "MOST_UNREAD", 1000)
    ann = await town.person("ann")
    async with talking(town, f"{STREAMING}?stream=user", ann, max_queue=1, close_timeout=0.1) as app:
        await app.settled()
        app.socket.transport.pause_reading()
        for number in range(3):
            await ann.posts(str(number) * 4000)
        session = next(iter(streaming.OPEN), None)
        while session is not None and not session.line.gone:
            session.line.say(b"\x81\x7e\xff\xff" + b"x" * 65535)
        await turns()
        assert not list(streaming.OPEN)


async def test_an_address_has_only_so_many_connections(town: Town, monkeypatch):
    monkeypatch.setattr(streaming, "MOST_OF_ADDRESS", 1)
    monkeypatch.setattr(town.app.state.counter, "on", True)
    ann = await town.person("ann")
    async with talking(town, STREAMING, ann):
        with pytest.raises(InvalidStatus) as refused:
            async with talking(town, STREAMING, ann):
                pass
        assert refused.value.response.status_code == 429
    async with talking(town, STREAMING, ann) as app:
        await app.settled()


async def test_a_connection_carries_only_so_many_streams(town: Town, monkeypatch):
    monkeypatch.setattr(streaming, "MOST_STREAMS", 2)
    ann = await town.person("ann")
    async with talking(town, STREAMING, ann) as app:
        for number in range(3):
            await app.says("subscribe", "hashtag", tag=f"tag{number}")
        assert (await app.next())["error"] == streaming.TooManyStreams().sentence


async def test_a_connection_that_ends_leaves_nothing_behind(town: Town):
    ann = await town.person("ann")
    async with talking(town, f"{STREAMING}?stream=user", ann) as app:
        await app.says("subscribe", "public")
        await app.settled()
    async with listening(town, f"{STREAMING}/public", {"authorization": f"Bearer {ann.token}"}):
        pass
    assert not list(streaming.OPEN)
    assert not streaming._addresses
    assert not any(feed.open() for feeds in streaming._feeds.values() for feed in feeds)
