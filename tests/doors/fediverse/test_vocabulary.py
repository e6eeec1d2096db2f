"""The words of the fediverse: what is ActivityPub, who asks for it, and the plain shapes we send."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubbub.doors.fediverse import vocabulary
from hubbub.doors.fediverse.vocabulary import (
    ACCEPT,
    ACTOR_CONTEXT,
    CONSENT_CONTEXT,
    CONTENT_TYPE,
    FEATURES_CONTEXT,
    LD_CONTENT_TYPE,
    PLAIN_CONTEXT,
    POST_CONTEXT,
    PUBLIC,
    activity,
    collection,
    collection_page,
    is_activity_json,
    tombstone,
    wants_activity,
)

HERE = "https://here.example"


@pytest.mark.parametrize(
    "content_type",
    [
        CONTENT_TYPE,
        LD_CONTENT_TYPE,
        "application/activity+json; charset=utf-8",
        "Application/Activity+JSON;charset=UTF-8",
        'application/ld+json;profile="https://www.w3.org/ns/activitystreams"; charset=utf-8',
        'application/ld+json; profile="http://example.org/x https://www.w3.org/ns/activitystreams"',
        'application/activity+json; profile="https://www.w3.org/ns/activitystreams"',
    ],
)
def test_activitypub_is_told_by_its_type(content_type):
    assert is_activity_json(content_type)


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/html",
        "application/json",
        "application/octet-stream",
        "application/ld+json",
        "application/ld+json; profile=https://www.w3.org/ns/activitystreams#x",
        'application/ld+json; profile="https://www.w3.org/ns/activitystreams.evil"',
        'application/ld+json; profile="x"; profile="https://www.w3.org/ns/activitystreams"',
        'application/ld+json; charset="profile=https://www.w3.org/ns/activitystreams"',
        "application/activity+jsonp",
        "application/activity+json, text/html",
        "text/html, application/activity+json",
        "application/activity+json; x",
        "application/activity+json x",
        'application/activity+json"',
        "application/activity+json text/html",
        "text/html; x=application/activity+json",
        "*/*",
        "application/*",
    ],
)
def test_nothing_else_is_activitypub(content_type):
    assert not is_activity_json(content_type)


@pytest.mark.parametrize(
    "accept",
    [
        ACCEPT,
        f"{ACCEPT}, text/html;q=0.1",  # Mastodon
        "application/activity+json",
        "application/ld+json",
        'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
        "application/activity+json, */*",
        "application/activity+json, text/html",
        "text/html;q=0.5, application/activity+json;q=0.6",
    ],
)
def test_peers_want_activitypub(accept):
    assert wants_activity(accept)


@pytest.mark.parametrize(
    "accept",
    [
        None,
        "",
        "*/*",
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
        "application/json",
        "text/html, application/activity+json",
        "text/html, application/activity+json;q=0.9",
        "application/activity+json;q=0",
        "application/activity+json;q=x",
        "application/activity+json;q=",
        "application/*",
        ",,,",
    ],
)
def test_browsers_and_the_indifferent_want_a_page(accept):
    assert not wants_activity(accept)


@settings(max_examples=100, deadline=None)
@given(text=st.text('ab/;,="\\ q01.+*') | st.text())
def test_headers_of_noise_are_no_error(text):
    assert not is_activity_json(text)
    assert not wants_activity(text)


def test_contexts_are_whole():
    for context in (PLAIN_CONTEXT, ACTOR_CONTEXT, POST_CONTEXT, CONSENT_CONTEXT, FEATURES_CONTEXT):
        assert context[0] == "https://www.w3.org/ns/activitystreams"
        terms: dict[str, Any] = context[-1] if isinstance(context[-1], dict) else {}
        assert all(isinstance(part, str) for part in context[:-1])
        for term in terms.values():
            iri = term["@id"] if isinstance(term, dict) else term
            prefix = iri.partition(":")[0]
            assert prefix in ("http", "https", "as") or prefix in terms
    json.dumps([PLAIN_CONTEXT, ACTOR_CONTEXT, POST_CONTEXT, CONSENT_CONTEXT, FEATURES_CONTEXT])


def test_schema_org_is_spelled_as_mastodon_reads_it():
    assert ACTOR_CONTEXT[-1]["schema"] == "http://schema.org#"  # type: ignore[index]


def test_an_activity_has_its_addresses_in_arrays():
    like = activity(f"{HERE}/likes/1", "Like", f"{HERE}/users/1", "https://there.example/1", [PUBLIC])
    assert like == {
        "@context": PLAIN_CONTEXT,
        "id": f"{HERE}/likes/1",
        "type": "Like",
        "actor": f"{HERE}/users/1",
        "object": "https://there.example/1",
        "to": [PUBLIC],
        "cc": [],
    }


def test_the_context_of_an_embedded_object_moves_to_the_top():
    note: vocabulary.Document = {"@context": POST_CONTEXT, "id": f"{HERE}/1", "type": "Note"}
    create = activity(f"{HERE}/1/create", "Create", f"{HERE}/users/1", note)
    assert create["@context"] == POST_CONTEXT
    assert create["object"] == {"id": f"{HERE}/1", "type": "Note"}
    assert "@context" in note


def test_a_tombstone_says_when():
    gone = tombstone(f"{HERE}/1", datetime(2026, 11, 22, 12, tzinfo=UTC))
    assert gone["type"] == "Tombstone"
    assert gone["deleted"] == "2026-11-22T12:00:00.000Z"


def test_collections_count_and_lead_to_their_pages():
    assert collection(f"{HERE}/followers", 3) == {
        "@context": PLAIN_CONTEXT,
        "id": f"{HERE}/followers",
        "type": "OrderedCollection",
        "totalItems": 3,
    }
    assert collection(f"{HERE}/outbox", 3, f"{HERE}/outbox?page=1")["first"] == f"{HERE}/outbox?page=1"


def test_a_page_knows_its_whole_and_its_neighbours():
    page = collection_page(f"{HERE}/outbox?page=1", f"{HERE}/outbox", ["a", "b"], next=f"{HERE}/outbox?page=2")
    assert page["type"] == "OrderedCollectionPage"
    assert page["partOf"] == f"{HERE}/outbox"
    assert page["orderedItems"] == ["a", "b"]
    assert page["next"] == f"{HERE}/outbox?page=2"
    assert "prev" not in page
