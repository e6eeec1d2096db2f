"""Every family of calls that Mastodon.py has, against one served Hubbub."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from mastodon import Mastodon, MastodonNotFoundError, StreamListener
from PIL import Image

from tests.served import PASSWORD, Served, eventually

EVERYTHING = "read write follow push profile admin:read admin:write"
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Served]:
    made = Served(folder / "library").start()
    made.command("account", "create", "ann", "--email", "ann@mail.test", "--password", PASSWORD, "--role", "owner")
    made.account("bob")
    yield made
    made.stop()


def library(server: Served, name: str) -> Mastodon:
    token = server.command("token", "create", name, "--scopes", EVERYTHING)
    return Mastodon(access_token=token, api_base_url=server.url, ratelimit_method="throw", request_timeout=20)


@pytest.fixture(scope="module")
def ann(server: Served) -> Mastodon:
    return library(server, "ann")


@pytest.fixture(scope="module")
def bob(server: Served, ann: Mastodon) -> Mastodon:
    made = library(server, "bob")
    made.account_follow(ann.me()["id"])
    ann.account_follow(made.me()["id"])
    return made


def ids(rows: Any) -> list[Any]:
    return [row["id"] for row in rows]


def test_lists(ann: Mastodon, bob: Mastodon):
    made = ann.list_create("Bakers", exclusive=False)
    ann.list_accounts_add(made, [bob.me()])
    assert ids(ann.list_accounts(made)) == [bob.me()["id"]]
    assert ids(ann.account_lists(bob.me())) == [made["id"]]
    post = bob.status_post("In the list")
    eventually(lambda: post["id"] in ids(ann.timeline_list(made)))
    assert ann.list_update(made, "Old bakers", replies_policy="none")["title"] == "Old bakers"
    ann.list_accounts_delete(made, [bob.me()])
    ann.list_delete(made)
    assert ann.lists() == []


def test_filters_in_both_versions(ann: Mastodon, bob: Mastodon):
    made = ann.create_filter_v2("Spoilers", ["home", "public"], "warn", keywords_attributes=[{"keyword": "ending"}])
    word = ann.add_filter_keyword_v2(made, "finale", whole_word=True)
    post = bob.status_post("What an ending")
    [hit] = ann.status(post)["filtered"]
    assert (hit["filter"]["title"], hit["keyword_matches"]) == ("Spoilers", ["ending"])
    kept = ann.add_filter_status_v2(made, post)
    assert ids(ann.filter_statuses_v2(made)) == [kept["id"]]
    assert ann.filter_status_v2(kept)["status_id"] == str(post["id"])
    assert len(ann.filter_keywords_v2(made)) == 2
    ann.delete_filter_keyword_v2(word)
    ann.delete_filter_status_v2(kept)
    assert ann.update_filter_v2(made, title="No spoilers")["title"] == "No spoilers"
    ann.delete_filter_v2(made)
    with pytest.raises(MastodonNotFoundError):
        ann.filter_v2(made)
    old = ann.filter_create("ending", ["home"], whole_word=True)
    assert ann.filter_update(old, phrase="the end")["phrase"] == "the end"
    assert ids(ann.filters()) == [old["id"]]
    ann.filter_delete(old)
    assert ann.filters_v2() == []


def test_polls(ann: Mastodon, bob: Mastodon):
    asks = ann.status_post("Lunch?", poll=ann.make_poll(["Soup", "Salad"], 3600, multiple=True))
    voted = bob.poll_vote(asks["poll"], [0, 1])
    assert (voted["votes_count"], voted["own_votes"]) == (2, [0, 1])
    assert [each["votes_count"] for each in ann.poll(asks["poll"])["options"]] == [1, 1]


def test_edits_and_quotes(ann: Mastodon, bob: Mastodon):
    post = ann.status_post("Frist", spoiler_text="Words", language="en", quote_approval_policy="public")
    edited = ann.status_update(post, "First", spoiler_text="Better words")
    assert (edited["content"], edited["spoiler_text"]) == ("<p>First</p>", "Better words")
    assert [each["content"] for each in ann.status_history(post)] == ["<p>Frist</p>", "<p>First</p>"]
    assert ann.status_source(post)["text"] == "First"
    quoting = bob.status_post("Look", quoted_status_id=post)
    assert quoting["quote"]["quoted_status"]["id"] == post["id"]
    assert ids(ann.status_quotes(post)) == [quoting["id"]]
    ann.status_quote_revoke(post, quoting)
    assert bob.status(quoting)["quote"]["state"] == "revoked"
    assert ann.status_update_quote_approval_policy(post, "nobody")["quote_approval"]["automatic"] == []


def test_what_one_does_with_a_post(ann: Mastodon, bob: Mastodon):
    post = ann.status_post("Do what you like")
    assert bob.status_favourite(post)["favourited"]
    assert bob.status_bookmark(post)["bookmarked"]
    assert bob.status_reblog(post)["reblog"]["reblogged"]
    assert ann.status_pin(post)["pinned"]
    assert ann.status_mute(post)["muted"]
    assert ids(ann.status_favourited_by(post)) == ids(ann.status_reblogged_by(post)) == [bob.me()["id"]]
    assert post["id"] in ids(bob.favourites())
    assert post["id"] in ids(bob.bookmarks())
    assert ids(ann.account_statuses(ann.me(), pinned=True)) == [post["id"]]
    assert ids(ann.statuses([post])) == [post["id"]]
    for undone in (bob.status_unfavourite, bob.status_unbookmark, bob.status_unreblog, ann.status_unpin,
                   ann.status_unmute):
        undone(post)
    answer = bob.status_reply(post, "I will")
    assert answer["in_reply_to_id"] == post["id"]
    assert ids(ann.status_context(post)["descendants"]) == [answer["id"]]


def test_search_tags_and_trends(ann: Mastodon, bob: Mastodon):
    post = ann.status_post("Fresh #sourdough from my oven")
    eventually(lambda: post["id"] in ids(ann.search_v2("oven", result_type="statuses")["statuses"]))
    assert [tag["name"] for tag in ann.search("sourdough", result_type="hashtags")["hashtags"]] == ["sourdough"]
    assert ids(ann.account_search("bob")) == [bob.me()["id"]]
    assert ann.account_lookup("bob")["id"] == bob.me()["id"]
    assert bob.tag_follow("sourdough")["following"]
    assert [tag["name"] for tag in bob.followed_tags()] == ["sourdough"]
    assert ids(bob.timeline_hashtag("sourdough")) == [post["id"]]
    assert not bob.tag_unfollow("sourdough")["following"]
    shown = ann.featured_tag_create("sourdough")
    assert [tag["name"] for tag in bob.account_featured_tags(ann.me())] == ["sourdough"]
    assert ann.tag("sourdough")["featuring"]
    ann.featured_tag_delete(shown)
    assert [tag["name"] for tag in ann.featured_tag_suggestions()] == ["sourdough"]
    assert ann.tag_feature("sourdough")["featuring"]
    assert not ann.tag_unfeature("sourdough")["featuring"]
    assert (ann.trending_tags(), ann.trending_statuses(), ann.trending_links()) == ([], [], [])


def test_a_push_subscription(ann: Mastodon):
    _, public = ann.push_subscription_generate_keys()
    made = ann.push_subscription_set("https://push.example/x", public, mention_events=True, standard=True)
    assert (made["endpoint"], made["alerts"]["mention"]) == ("https://push.example/x", True)
    assert ann.push_subscription_update(mention_events=False, poll_events=True)["alerts"]["poll"]
    assert ann.push_subscription()["server_key"] == made["server_key"]
    ann.push_subscription_delete()
    with pytest.raises(MastodonNotFoundError):
        ann.push_subscription()


def test_conversations_and_markers(ann: Mastodon, bob: Mastodon):
    post = bob.status_post("@ann between us", visibility="direct")
    [talk] = eventually(ann.conversations)
    assert (talk["unread"], talk["last_status"]["id"]) == (True, post["id"])
    assert not ann.conversations_read(talk)["unread"]
    set_to = ann.markers_set(["home"], [post])["home"]
    assert ann.markers_get(["home"])["home"]["last_read_id"] == set_to["last_read_id"]


def test_media(ann: Mastodon):
    picture = io.BytesIO()
    Image.new("RGB", (80, 60), "gold").save(picture, "PNG")
    media = ann.media_post(picture.getvalue(), "image/png", description="Gold", focus=(0.5, 0.5), synchronous=True)
    assert media["meta"]["focus"] == {"x": 0.5, "y": 0.5}
    assert ann.media_update(media, description="All gold")["description"] == "All gold"
    assert ann.media(media)["description"] == "All gold"
    post = ann.status_post("Look", media_ids=[media])
    edits = ann.generate_media_edit_attributes(media, description="Still gold")
    changed = ann.status_update(post, "Look", media_attributes=[edits])
    assert [each["description"] for each in changed["media_attachments"]] == ["Still gold"]


def test_what_is_scheduled(ann: Mastodon):
    at = datetime.now(UTC) + DAY
    made = ann.status_post("Tomorrow", scheduled_at=at)
    assert ids(ann.scheduled_statuses()) == [made["id"]]
    assert ann.scheduled_status(made)["params"]["text"] == "Tomorrow"
    assert ann.scheduled_status_update(made, at + DAY)["scheduled_at"] > at + DAY - timedelta(seconds=1)
    ann.scheduled_status_delete(made)
    assert ann.scheduled_statuses() == []


def test_notifications_grouped_and_kept_apart(server: Served, ann: Mastodon, bob: Mastodon):
    post = ann.status_post("Like me")
    bob.status_favourite(post)
    groups = eventually(lambda: [g for g in ann.grouped_notifications(types=["favourite"])["notification_groups"]
                                 if g["status_id"] == str(post["id"])])
    key = groups[0]["group_key"]
    assert ids(ann.grouped_notification_accounts(key)) == [bob.me()["id"]]
    assert ann.grouped_notification(key)["notification_groups"][0]["notifications_count"] == 1
    assert ann.unread_grouped_notifications_count() >= 1
    ann.dismiss_grouped_notification(key)
    assert ann.update_notifications_policy(for_not_following="filter")["for_not_following"] == "filter"
    server.account("stranger")
    library(server, "stranger").status_post("@ann buy this")
    [asks] = eventually(ann.notification_requests)
    assert asks["account"]["username"] == "stranger"
    assert ann.notifications_policy()["summary"]["pending_requests_count"] == 1
    ann.accept_notification_request(asks)
    assert eventually(ann.notifications_merged)
    assert "mention" in {each["type"] for each in ann.notifications()}
    assert ann.notifications_unread_count()["count"] >= 1
    ann.notifications_clear()
    assert ann.notifications() == []


def test_how_one_stands_with_somebody(ann: Mastodon, bob: Mastodon):
    b = bob.me()
    assert ann.account_note_set(b, "Knows yeast")["note"] == "Knows yeast"
    assert ann.account_endorse(b)["endorsed"]
    assert ids(ann.endorsements()) == [b["id"]]
    assert not ann.account_unendorse(b)["endorsed"]
    assert ann.account_familiar_followers(b)[0]["accounts"] == []
    assert ids(ann.accounts([b])) == [b["id"]]
    ann.domain_block("bad.example")
    assert ann.domain_blocks() == ["bad.example"]
    ann.domain_unblock("bad.example")
    for each in ann.suggestions():
        ann.suggestion_delete(each["account"]["id"])
    assert ann.suggestions() == []
    assert b["id"] in ids(ann.directory(local=True))


def test_collections(ann: Mastodon, bob: Mastodon):
    made = ann.collection_create("Bakers", account_ids=[bob.me()])["collection"]
    assert ann.collection(made["id"])["collection"]["name"] == "Bakers"
    assert ids(ann.account_collections(ann.me())["collections"]) == [made["id"]]
    assert ids(bob.account_in_collections(bob.me())["collections"]) == [made["id"]]
    assert ann.collection_update(made["id"], name="Millers")["collection"]["name"] == "Millers"
    ann.collection_delete(made["id"])


def test_what_the_server_is_and_how_one_likes_it(ann: Mastodon):
    assert ann.instance_nodeinfo()["software"]["name"] == "hubbub"
    assert ann.oauth_authorization_server_info()["code_challenge_methods_supported"] == ["S256"]
    assert (ann.announcements(), ann.custom_emojis(), ann.instance_rules()) == ([], [], [])
    assert len(ann.instance_activity()) == 12
    assert ann.instance_domain_blocks() == []
    assert ann.preferences()["posting:default:visibility"] == "public"
    assert ann.profile_update(display_name="Ann", fields=[("Tea", "green")])["display_name"] == "Ann"
    assert ann.profile()["display_name"] == "Ann"


def test_reports_and_those_who_look_into_them(ann: Mastodon, bob: Mastodon):
    post = ann.status_post("Rude")
    made = bob.report(ann.me(), status_ids=[post], comment="Rude", category="other")
    assert ids(ann.admin_reports()) == [made["id"]]
    assert ann.admin_report_assign(made)["assigned_account"]["username"] == "ann"
    assert ann.admin_report_unassign(made)["assigned_account"] is None
    assert ann.admin_report_resolve(made)["action_taken"]
    assert not ann.admin_report_reopen(made)["action_taken"]
    assert ann.admin_report(made)["comment"] == "Rude"


def test_people_and_barriers_looked_after(server: Served, ann: Mastodon):
    server.account("eve")
    [eve] = ann.admin_accounts_v2(username="eve", origin="local")
    ann.admin_account_moderate(eve, "silence", text="Quiet")
    assert ann.admin_account(eve)["silenced"]
    assert not ann.admin_account_unsilence(eve)["silenced"]
    block = ann.admin_create_domain_block("bad.example", severity="suspend", public_comment="Spam")
    assert ann.admin_update_domain_block(block, severity="silence")["severity"] == "silence"
    assert [each["domain"] for each in ann.admin_domain_blocks()] == ["bad.example"]
    ann.admin_delete_domain_block(block)
    for made, listed, gone in (
        (ann.admin_create_domain_allow("good.example"), ann.admin_domain_allows, ann.admin_delete_domain_allow),
        (ann.admin_create_email_domain_block("mail.example"), ann.admin_email_domain_blocks,
         ann.admin_delete_email_domain_block),
        (ann.admin_create_ip_block("192.0.2.0/24", "no_access"), ann.admin_ip_blocks, ann.admin_delete_ip_block),
        (ann.admin_create_canonical_email_block(email="x@mail.example"), ann.admin_canonical_email_blocks,
         ann.admin_delete_canonical_email_block),
    ):
        assert ids(listed()) == [made["id"]]
        gone(made)
        assert listed() == []
    post = ann.status_post("#sourdough")
    assert not ann.admin_reject_trending_tag("sourdough")["trendable"]
    assert ann.admin_approve_trending_tag("sourdough")["trendable"]
    assert ann.admin_reject_trending_status(post)["id"] == ann.admin_approve_trending_status(post)["id"] == post["id"]
    assert ann.admin_trending_tags() == ann.admin_trending_links() == ann.admin_trending_statuses() == []
    now = datetime.now(UTC)
    assert ann.admin_measures(now - DAY, now, new_users=True)[0]["key"] == "new_users"
    assert ann.admin_dimensions(now - DAY, now, languages=True)[0]["key"] == "languages"
    assert ann.admin_retention(now - DAY, now)


class Ear(StreamListener):
    """What a stream has told."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any]] = []

    def on_update(self, status: Any) -> None:
        self.heard.append(("update", status["id"]))

    def on_delete(self, status_id: Any) -> None:
        self.heard.append(("delete", status_id))

    def on_notification(self, notification: Any) -> None:
        self.heard.append((notification["type"], notification["account"]["username"]))


@pytest.mark.parametrize("stream", ["stream_user", "stream_public", "stream_local", "stream_hashtag"])
def test_streams(ann: Mastodon, bob: Mastodon, stream: str):
    assert ann.stream_healthy()
    ear = Ear()
    named = {"tag": "streamed"} if stream == "stream_hashtag" else {}
    handle = getattr(ann, stream)(listener=ear, run_async=True, **named)
    try:
        eventually(handle.is_receiving)
        post = bob.status_post("Hear this #streamed")
        eventually(lambda: ("update", post["id"]) in ear.heard)
        bob.status_delete(post)
        eventually(lambda: ("delete", post["id"]) in ear.heard)
    finally:
        handle.closed = True  # it ends when it hears something once more, and that need not be the next heartbeat
        bob.status_post("Heard the last #streamed")
        handle.close()
