"""What strangers may try of docs/attacks.md, where no room alone withstands it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from hubbub.base.bodies import Unreachable
from hubbub.base.errors import Conflict, Refusal
from hubbub.base.limits import Counter
from hubbub.doors.fediverse.address import realm_of
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import accounts, profiles
from hubbub.people.profiles import elsewhere, seeking
from hubbub.reach import posts
from hubbub.trust import domains
from tests.outside import PUBLIC, Peer
from tests.reach.posts.befriending import befriend, shown, uri_of
from tests.town import Town

SPITE = "'; DROP TABLE posts; -- %s $1 {0} `id` $(id) ../../etc \\"


async def test_no_context_is_ever_fetched(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    contexts = [f"{peer.url}/context", {"@import": f"{peer.url}/imported", "x": {"@context": f"{peer.url}/scoped"}}]
    zoe.more = {"@context": contexts}
    await befriend(town, ann, zoe)
    note = zoe.note("Hello", **{"@context": contexts})
    await zoe.sends(town, zoe.create(note) | {"@context": contexts})
    await town.settle()
    assert await shown(town, note, ann)
    assert not {"/context", "/imported", "/scoped"} & set(peer.asked)


@pytest.mark.parametrize("name", ["\u0430dmin", "Admin", "\uff41nn", "ann.", "ann\u200d", "\u202enna", "a\u00f1n",
                                  "ann\n", "xn--nn", "a" * 31, "", "a b", "a@b"])
async def test_no_name_passes_for_another(town: Town, name):
    await town.person("ann")
    with pytest.raises(Refusal):
        await accounts.create(town.db, accounts.SignUp(name, "x@mail.test", "a good password"))


@pytest.mark.parametrize("name", ["BAD.example", "bad.example.", " bad.example ", "@bad.example"])
async def test_a_domain_is_kept_in_one_form_whatever_was_written(town: Town, name):
    async with town.db.write() as tx:
        await domains.block(tx, name, domains.Wanted("suspend"))
        with pytest.raises(Conflict):
            await domains.block(tx, "bad.example", domains.Wanted("suspend"))
    for host in ("bad.example", "BAD.example", "very.bad.example", "bad.example:8443", "x.BAD.example:444"):
        stance = await domains.stance_to(town.db, host)
        assert stance, host
    assert await domains.stance_to(town.db, "notbad.example") is None


async def test_a_domain_of_other_letters_is_kept_as_the_web_spells_it(town: Town):
    async with town.db.write() as tx:
        made = await domains.block(tx, "b\u00fccher.example", domains.Wanted("suspend"))
    assert made.domain == "xn--bcher-kva.example"


async def test_the_name_of_somebody_removed_or_suspended_is_never_given_again(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with town.db.write() as tx:
        await profiles.remove(tx, ann.profile)
        await profiles.suspend(tx, bob.profile)
    town.forward(days=400)
    await town.settle()
    for name in ("ann", "ANN", "bob", "Bob"):
        with pytest.raises(profiles.NameTaken):
            await accounts.create(town.db, accounts.SignUp(name, f"{name}2@mail.test", "a good password"))


async def test_a_consent_for_one_quote_is_none_for_another(town: Town, peer: Peer, third: Peer):
    """A stamp that names another quoting post, another quoted one, or another author is not believed."""
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    await befriend(town, ann, zoe)
    quoted, other = far.note("Quote me"), far.note("Quote me not")
    notes = [zoe.note(f"Look {number}", quote=quoted["id"]) for number in range(4)]
    lies = [{"interactingObject": notes[0]["id"] + "x"}, {"interactionTarget": other["id"]}, {"attributedTo": zoe.uri},
            {}]
    for number, (note, lie) in enumerate(zip(notes, lies, strict=True)):
        note["quoteAuthorization"] = f"{third.url}/stamps/{number}"
        third.documents[f"/stamps/{number}"] = {
            "id": f"{third.url}/stamps/{number}", "type": "QuoteAuthorization", "attributedTo": far.uri,
            "interactingObject": note["id"], "interactionTarget": quoted["id"]} | lie
        await zoe.sends(town, zoe.create(note))
    for _ in range(3):
        await town.settle()
    states = [((await shown(town, note, ann)) or {})["quote"]["state"] for note in notes]
    assert states == ["pending", "pending", "pending", "accepted"]


async def test_spiteful_strings_are_only_strings(town: Town, peer: Peer):
    ann = await town.person("ann")
    zoe = peer.person("zoe", name=SPITE, summary=SPITE, attachment=[
        {"type": "PropertyValue", "name": SPITE, "value": SPITE}], type=["Person", SPITE])
    await befriend(town, ann, zoe)
    note = zoe.note(SPITE, summary=SPITE, contentMap={SPITE: SPITE}, tag=[
        {"type": "Hashtag", "name": f"#{SPITE}"}, {"type": SPITE}, {"type": "Emoji", "name": SPITE, "icon": SPITE}],
        attachment=[{"type": "Document", "mediaType": SPITE, "url": SPITE, "name": SPITE}])
    assert (await zoe.sends(town, zoe.create(note))).status == 202
    await zoe.sends(town, zoe.activity(SPITE, SPITE))
    await town.settle()
    status = await shown(town, note, ann)
    assert status
    assert "DROP TABLE" in status["spoiler_text"]
    assert "DROP TABLE" in status["account"]["display_name"]
    for path in ("/api/v2/search", "/api/v1/accounts/search"):
        assert (await ann.get(f"{path}?q=%27%3B%20DROP%20TABLE%20posts%3B--%25s&resolve=true")).status == 200


async def test_a_sign_that_stands_for_any_letter_elsewhere_stands_for_itself_here(town: Town):
    ann, axb = await town.person("a_b"), await town.person("axb")
    await town.settle()
    found = [each["id"] for each in (await ann.get("/api/v1/accounts/search?q=a_b")).json]
    assert (str(ann.profile) in found, str(axb.profile) in found) == (True, False)
    assert (await ann.get("/api/v1/accounts/search?q=%25")).json == []


def test_hosts_are_counted_by_the_domain_that_they_lie_in():
    assert {host: realm_of(host) for host in (
        "x.bad.example", "y.x.bad.example:8443", "bad.example", "a.b.co.uk", "b.co.uk", "127.0.0.1", "localhost")
    } == {"x.bad.example": "bad.example", "y.x.bad.example:8443": "bad.example", "bad.example": "bad.example",
          "a.b.co.uk": "b.co.uk", "b.co.uk": "b.co.uk", "127.0.0.1": "127.0.0.1", "localhost": "localhost"}


async def test_a_domain_cannot_make_up_servers_without_end(town: Town, peer: Peer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(elsewhere, "_hosts", Counter())
    limited = replace(town.db.here, settings=replace(town.db.here.settings, rate_limits=True))
    monkeypatch.setattr(town.db, "here", limited)
    for number in range(10):
        await elsewhere._check_host(town.db, f"h{number}.wild.example")
    actor = json.loads(json.dumps(peer.person("zoe").document).replace(peer.host, "h11.wild.example"))
    with pytest.raises(Unreachable, match="too many servers"):
        await elsewhere.believe(town.db, Thing(actor))
    await elsewhere._check_host(town.db, "h1.calm.example")
    await elsewhere._check_host(town.db, "wild.example")


async def test_of_a_server_where_somebody_is_known_more_may_be_met(town: Town, peer: Peer):
    await town.person("ann")
    assert not await seeking.knows_host(town.db, peer.host)
    await profiles.seek(town.db, peer.person("zoe").handle)
    assert await seeking.knows_host(town.db, peer.host)
    assert not await seeking.knows_host(town.db, peer.host[:-1])


async def test_one_activity_makes_no_more_than_a_handful_of_letters(town: Town, peer: Peer, third: Peer):
    """However many follow whom it speaks to: an answer and its end are passed on to each of their servers, once."""
    ann = await town.person("ann")
    for number in range(6):
        who = (peer, third)[number % 2].person(f"p{number}")
        await who.sends(town, who.activity("Follow", uri_of(ann)))
    status = await ann.posts("Hello")
    await town.settle()
    zoe = peer.person("zoe")
    before = len(peer.inbox) + len(third.inbox)
    note = zoe.note("Hm", inReplyTo=status["uri"], tag=[{"type": "Mention", "href": uri_of(ann)}])
    sent: list[dict[str, Any]] = [
        zoe.activity("Follow", uri_of(ann)), zoe.create(note), zoe.activity("Like", status["uri"]),
        zoe.activity("Announce", status["uri"], to=[PUBLIC]), zoe.activity("Block", uri_of(ann)),
        zoe.activity("Delete", {"id": note["id"], "type": "Tombstone"}), zoe.activity("Delete", zoe.uri)]
    for each in sent:
        await zoe.sends(town, each)
    await town.settle()
    assert len(peer.inbox) + len(third.inbox) - before <= len(sent)


async def test_a_key_is_made_after_the_answer_not_before(town: Town):
    """Signing up costs no second of anybody's time: the key is a job, and a flood of them only queues."""
    ann = await town.person("ann")
    assert await profiles.keys.key_of(town.db, ann.profile) is None
    await town.settle()
    assert await profiles.keys.key_of(town.db, ann.profile)


async def test_a_boost_of_old_posts_by_who_is_shut_out_brings_nothing_back(town: Town, peer: Peer, third: Peer):
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    await befriend(town, ann, zoe)
    old = zoe.note("Old words")
    await zoe.sends(town, zoe.create(old))
    await town.settle()
    await befriend(town, ann, far)
    async with town.db.write() as tx:
        await domains.block(tx, peer.host, domains.Wanted("suspend"))
    await town.settle()
    peer.asked.clear()
    await far.sends(town, far.activity("Announce", old["id"], to=[PUBLIC]))
    await far.sends(town, far.activity("Announce", f"{peer.url}/notes/unknown", to=[PUBLIC]))
    await far.sends(town, far.create(far.note("Look", inReplyTo=f"{peer.url}/notes/other", quote=old["id"])))
    await town.settle()
    assert peer.asked == []
    assert await posts.find(town.db, f"{peer.url}/notes/unknown") is None
    assert "Old words" not in str((await ann.get("/api/v1/timelines/home")).json)
