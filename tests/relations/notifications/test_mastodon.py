"""Notifications as client apps know them."""

from typing import Any

from hubbub.base import db as database
from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.people import follows
from hubbub.reach import posts
from hubbub.relations import notifications
from hubbub.relations.notifications import entities
from tests.town import Person, Town


async def liked(town: Town, author: Person, *fans: Person) -> str:
    post = str((await author.posts("Like me"))["id"])
    for fan in fans:
        await fan.post(f"/api/v1/statuses/{post}/favourite")
        await town.settle()
    return post


async def test_a_notification_has_its_account_and_status(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await liked(town, ann, bob)
    found = (await ann.get("/api/v1/notifications")).json
    assert len(found) == 1
    assert (found[0]["type"], found[0]["account"]["acct"], found[0]["status"]["id"]) == ("favourite", "bob", post)
    assert found[0]["group_key"].startswith(f"favourite-{post}-")
    assert found[0]["created_at"].endswith("Z")
    alone = (await ann.get(f"/api/v1/notifications/{found[0]['id']}")).json
    assert alone == found[0]


async def test_a_follow_has_no_status_and_a_boost_is_a_reblog(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with town.db.write() as tx:
        await follows.follow(tx, bob.profile, ann.profile)
    await town.settle()
    post = (await ann.posts("Pass it on"))["id"]
    await bob.post(f"/api/v1/statuses/{post}/reblog")
    await town.settle()
    reblog, follow = (await ann.get("/api/v1/notifications")).json
    assert (follow["type"], "status" in follow) == ("follow", False)
    assert (reblog["type"], reblog["status"]["id"]) == ("reblog", post)
    assert reblog["group_key"].startswith(f"reblog-{post}-")


async def test_types_and_accounts_narrow_the_list(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await liked(town, ann, bob, cleo)
    await bob.posts("Hello @ann")
    await town.settle()

    async def found(query: str) -> list[tuple[str, str]]:
        answer = await ann.get(f"/api/v1/notifications?{query}")
        return [(row["type"], row["account"]["acct"]) for row in answer.json]

    assert await found("types[]=mention") == [("mention", "bob")]
    assert await found("exclude_types[]=mention") == [("favourite", "cleo"), ("favourite", "bob")]
    assert await found(f"account_id={cleo.profile}") == [("favourite", "cleo")]
    assert await found("types[]=poll") == []
    assert await found("types[]=favourite&exclude_types[]=favourite") == []


async def test_pages_follow_the_link_header(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    for number in range(3):
        await bob.posts(f"@ann {number}")
        await town.settle()
    first = await ann.get("/api/v1/notifications?limit=2")
    assert 'rel="next"' in first.headers["link"]
    rest = await ann.get(f"/api/v1/notifications?limit=2&max_id={first.json[-1]['id']}")
    newer = await ann.get(f"/api/v1/notifications?min_id={rest.json[0]['id']}&limit=1")
    assert [len(first.json), len(rest.json)] == [2, 1]
    assert newer.json[0]["id"] == first.json[-1]["id"]


async def test_dismissed_and_cleared_notifications_are_gone(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await liked(town, ann, bob, cleo)
    first = (await ann.get("/api/v1/notifications")).json[0]["id"]
    assert (await bob.post(f"/api/v1/notifications/{first}/dismiss")).status == 404
    assert (await bob.post("/api/v1/notifications/dismiss")).status == 404
    assert len((await ann.get("/api/v1/notifications")).json) == 2
    assert (await ann.post(f"/api/v1/notifications/{first}/dismiss")).json == {}
    assert len((await ann.get("/api/v1/notifications")).json) == 1
    assert (await ann.get(f"/api/v1/notifications/{first}")).status == 404
    assert (await ann.post("/api/v1/notifications/clear")).json == {}
    assert (await ann.get("/api/v1/notifications")).json == []


async def test_markers_are_kept_with_their_versions_and_set_what_is_unread(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    assert (await ann.get("/api/v1/markers?timeline[]=home")).json == {}
    await liked(town, ann, bob)
    assert (await ann.get("/api/v1/notifications/unread_count")).json == {"count": 1}
    newest = (await ann.get("/api/v1/notifications")).json[0]["id"]
    made = (await ann.post("/api/v1/markers", notifications={"last_read_id": newest})).json
    assert made["notifications"]["last_read_id"] == newest
    assert made["notifications"]["version"] == 1
    again = (await ann.post("/api/v1/markers", home={"last_read_id": "7"}, notifications={"last_read_id": newest})).json
    assert (again["home"]["last_read_id"], again["notifications"]["version"]) == ("7", 2)
    assert (await ann.get("/api/v1/markers?timeline[]=home&timeline[]=notifications")).json == again
    assert (await ann.get("/api/v1/notifications/unread_count")).json == {"count": 0}
    assert (await bob.get("/api/v1/markers?timeline[]=home")).json == {}


async def test_an_app_that_is_behind_does_not_move_a_marker_back(town: Town):
    ann = await town.person("ann")
    await ann.post("/api/v1/markers", home={"last_read_id": "7"})
    both = {"notifications": {"last_read_id": "5"}, "home": {"last_read_id": "9", "version": 2}}
    answer = await ann.post("/api/v1/markers", **both)
    assert (answer.status, answer.error) == (409, "Conflict during update, please try again")
    kept = (await ann.get("/api/v1/markers")).json
    assert {where: (each["last_read_id"], each["version"]) for where, each in kept.items()} == {"home": ("7", 1)}
    assert (await ann.post("/api/v1/markers", home={"last_read_id": "9", "version": 1})).json["home"]["version"] == 2


async def test_groups_name_accounts_and_statuses_once(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    post = await liked(town, ann, bob, cleo)
    await bob.posts("Hello @ann")
    await town.settle()
    found = (await ann.get("/api/v2/notifications")).json
    mention, likes = found["notification_groups"]
    assert (likes["notifications_count"], likes["status_id"]) == (2, post)
    assert likes["sample_account_ids"] == [str(cleo.profile), str(bob.profile)]
    # Mastodon's own apps stop at a text here.
    assert isinstance(likes["most_recent_notification_id"], int)
    assert likes["group_key"].startswith(f"favourite-{post}-")
    assert likes["page_max_id"] == str(likes["most_recent_notification_id"])
    assert int(likes["page_min_id"]) < likes["most_recent_notification_id"]
    assert mention["group_key"] == f"ungrouped-{mention['most_recent_notification_id']}"
    assert sorted(account["acct"] for account in found["accounts"]) == ["bob", "cleo"]
    assert sorted(status["id"] for status in found["statuses"]) == sorted([post, mention["status_id"]])
    assert "partial_accounts" not in found


async def test_the_server_says_that_it_groups_so_that_apps_ask_for_groups(town: Town):
    assert (await town.get("/api/v2/instance")).json["api_versions"]["mastodon"] >= 2


async def test_an_app_that_groups_nothing_gets_nothing_grouped(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await liked(town, ann, bob, cleo)
    found = (await ann.get("/api/v2/notifications?grouped_types[]=follow")).json["notification_groups"]
    assert [group["group_key"].split("-")[0] for group in found] == ["ungrouped", "ungrouped"]


async def test_partial_avatars_give_whole_accounts_for_the_first_of_each_group_only(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await liked(town, ann, bob, cleo)
    found = (await ann.get("/api/v2/notifications?expand_accounts=partial_avatars")).json
    assert [account["acct"] for account in found["accounts"]] == ["cleo"]
    assert [account["acct"] for account in found["partial_accounts"]] == ["bob"]
    assert set(found["partial_accounts"][0]) == {
        "id", "acct", "locked", "bot", "url", "avatar", "avatar_static", "avatar_description"}


async def test_a_group_is_shown_listed_and_dismissed_by_its_key(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    post = await liked(town, ann, bob, cleo)
    await bob.post(f"/api/v1/statuses/{post}/reblog")
    await town.settle()
    reblog, likes = [g["group_key"] for g in (await ann.get("/api/v2/notifications")).json["notification_groups"]]
    shown = (await ann.get(f"/api/v2/notifications/{likes}")).json["notification_groups"]
    assert (shown[0]["group_key"], shown[0]["notifications_count"]) == (likes, 2)
    people = (await ann.get(f"/api/v2/notifications/{likes}/accounts")).json
    assert [account["acct"] for account in people] == ["cleo", "bob"]
    assert (await bob.get(f"/api/v2/notifications/{likes}")).status == 404
    assert (await ann.get("/api/v2/notifications/unread_count")).json == {"count": 2}
    await ann.post(f"/api/v2/notifications/{likes}/dismiss")
    rest = (await ann.get("/api/v2/notifications")).json["notification_groups"]
    assert [group["group_key"] for group in rest] == [reblog]


async def test_scopes_are_asked_for(town: Town):
    ann = await town.person("ann", scopes="read:statuses")
    assert (await ann.get("/api/v1/notifications")).status == 403
    assert (await ann.get("/api/v2/notifications")).status == 403
    assert (await ann.post("/api/v1/notifications/clear")).status == 403
    assert (await town.get("/api/v1/notifications")).status == 401


async def test_accounts_of_a_group_come_a_page_at_a_time(town: Town):
    ann, bob, cleo, dan = [await town.person(name) for name in ("ann", "bob", "cleo", "dan")]
    await liked(town, ann, bob, cleo, dan)
    key = (await ann.get("/api/v2/notifications")).json["notification_groups"][0]["group_key"]
    first = await ann.get(f"/api/v2/notifications/{key}/accounts?limit=2")
    assert [account["acct"] for account in first.json] == ["dan", "cleo"]
    onward = first.headers["link"].split(";")[0].strip("<>").partition("here.test")[2]
    assert [account["acct"] for account in (await ann.get(onward)).json] == ["bob"]


async def test_a_group_is_named_by_its_first_hour_and_open_for_half_a_day(town: Town):
    ann, bob, cleo, dan = [await town.person(name) for name in ("ann", "bob", "cleo", "dan")]
    post = await liked(town, ann, bob)
    for hours, fan in ((11, cleo), (11, dan)):
        town.forward(hours=hours)
        await fan.post(f"/api/v1/statuses/{post}/favourite")
        await town.settle()
    later, first = (await ann.get("/api/v2/notifications")).json["notification_groups"]
    assert (first["notifications_count"], later["notifications_count"]) == (2, 1)
    assert int(later["group_key"].split("-")[2]) == int(first["group_key"].split("-")[2]) + 22


async def test_all_groups_are_cleared_at_once(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await liked(town, ann, bob)
    assert (await ann.post("/api/v2/notifications/clear")).json == {}
    assert (await ann.get("/api/v2/notifications")).json["notification_groups"] == []


async def test_an_app_that_names_the_types_it_knows_is_told_of_others_in_words(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await liked(town, ann, bob)
    plain = (await ann.get("/api/v1/notifications?supported_types[]=favourite")).json[0]
    assert "fallback" not in plain
    told = (await ann.get("/api/v1/notifications?supported_types[]=mention")).json[0]
    assert told["fallback"] == {"title": "bob likes your post", "summary": None, "details": None}
    group = (await ann.get("/api/v2/notifications?supported_types[]=mention")).json["notification_groups"][0]
    assert group["fallback"] == told["fallback"]


async def test_whoever_passed_a_post_on_hears_of_each_edit_but_once(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = PostId(int((await bob.posts("First words"))["id"]))
    await ann.post(f"/api/v1/statuses/{post}/reblog")
    await town.settle()
    for _ in range(2):
        async with town.db.write() as tx:
            await notifications.notifications.call_boosters.call(tx, posts.PostEdited(post, bob.profile))
    told = (await ann.get("/api/v1/notifications")).json
    assert [(row["type"], row["status"]["id"]) for row in told] == [("update", str(post))]


async def test_what_another_room_tells_of_is_shown_by_that_room(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")

    report = {
        "action_taken": False, "category": "spam", "comment": "", "created_at": "2026-11-22T10:00:00.000Z",
        "forwarded": False, "target_account": (await ann.get(f"/api/v1/accounts/{bob.profile}")).json,
    }

    async def reports(db: Read, me: ProfileId, wanted: Any) -> dict[int, Any]:
        return {number: report | {"id": str(number)} for number in wanted}

    was = dict(entities._carried)
    entities.carries("report", "report", reports)
    try:
        async with town.db.write() as tx:
            await notifications.notify_staff(tx, "report", bob.profile, 7)
            await notifications.notify_staff(tx, "report", bob.profile, 8)
            await notifications.notify(tx, "warning", [bob.profile], bob.profile, about=3)
        told = (await ann.get("/api/v1/notifications")).json
        assert [(row["type"], row["report"]["id"]) for row in told] == [("admin.report", "8"), ("admin.report", "7")]
        group = (await ann.get("/api/v2/notifications")).json["notification_groups"][0]
        assert (group["type"], group["report"]["id"]) == ("admin.report", "8")
        assert [row["type"] for row in (await bob.get("/api/v1/notifications")).json] == ["moderation_warning"]
    finally:
        entities._carried.clear()
        entities._carried.update(was)


async def test_a_page_takes_as_many_statements_however_much_it_holds(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    paths = ("/api/v1/notifications", "/api/v2/notifications", "/api/v1/notifications/requests",
             "/api/v1/notifications?include_filtered=true")

    async def spent() -> list[int]:
        counts = []
        for path in paths:
            await ann.get(path)
            made = database.made.set([])
            await ann.get(path)
            counts.append(len(database.made.get() or []))
            database.made.reset(made)
        return counts

    await liked(town, ann, bob)
    await bob.posts("One @ann")
    await town.settle()
    few = await spent()
    for number in range(4):
        await liked(town, ann, bob, cleo)
        await cleo.posts(f"{number} @ann")
    await town.settle()
    assert await spent() == few
