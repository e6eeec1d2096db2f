"""Documents where nothing is shown to who does not sign (authorized fetch)."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from hubbub.people import follows, profiles
from hubbub.trust import domains
from tests.outside import ACTIVITY, Peer, Writer
from tests.town import Person, Town


@pytest.fixture
def guarded(town: Town) -> Iterator[None]:
    was = town.db.here.settings
    town.db.here.settings = replace(was, authorized_fetch=True)
    yield
    town.db.here.settings = was


async def documents(ann: Person) -> list[str]:
    status = await ann.posts("For everybody")
    base = f"/users/{ann.profile}"
    return [base, f"{base}/outbox", f"{base}/followers", f"{base}/following", f"{base}/posts/{status['id']}",
            f"{base}/posts/{status['id']}/activity", f"{base}/posts/{status['id']}/likes", "/@ann"]


@pytest.mark.usefixtures("guarded")
async def test_who_does_not_sign_is_shown_nothing_and_who_does_is(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    for path in await documents(ann):
        answer = await town.get(path, accept=ACTIVITY)
        assert (answer.status, "For everybody" in answer.text) == (401, False), path
        answer = await zoe.asks(town, path)
        assert answer.status in (200, 302), path
        assert "public" not in answer.headers.get("cache-control", ""), path


@pytest.mark.usefixtures("guarded")
async def test_the_server_itself_is_shown_to_anybody_so_that_nobody_waits_for_the_other(town: Town):
    actor = await profiles.instance_actor(town.db)
    assert (await town.get("/actor", accept=ACTIVITY)).status == 302
    answer = await town.get(f"/users/{actor}", accept=ACTIVITY)
    assert (answer.status, answer.json["type"]) == (200, "Application")
    for path in ("/.well-known/webfinger?resource=acct:here.test@here.test", "/.well-known/nodeinfo", "/nodeinfo/2.1"):
        assert (await town.get(path)).status == 200, path


@pytest.mark.usefixtures("guarded")
async def test_a_forged_signature_shows_nothing(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await profiles.seek(town.db, zoe.handle)
    forger = Writer(peer, "zoe", zoe.key + 1)
    for path in await documents(ann):
        assert (await forger.asks(town, path)).status == 401, path


@pytest.mark.usefixtures("guarded")
async def test_who_is_blocked_is_not_shown_what_is_public(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    known = await profiles.seek(town.db, zoe.handle)
    assert known
    status = await ann.posts("For everybody")
    path = f"/users/{ann.profile}/posts/{status['id']}"
    assert (await zoe.asks(town, path)).status == 200
    async with town.db.write() as tx:
        await follows.block(tx, ann.profile, known)
    assert (await zoe.asks(town, path)).status == 404
    assert "For everybody" not in (await zoe.asks(town, f"/users/{ann.profile}/outbox?page=true")).text


@pytest.mark.usefixtures("guarded")
async def test_a_domain_that_is_shut_out_is_shown_nothing_and_not_asked(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    async with town.db.write() as tx:
        await domains.block(tx, peer.host, domains.Wanted("suspend"))
    for path in await documents(ann):
        assert (await zoe.asks(town, path)).status == 404, path
    assert peer.asked == []


@pytest.mark.usefixtures("guarded")
async def test_who_is_suspended_alone_is_shown_nothing(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await zoe.sends(town, zoe.activity("Follow", f"http://here.test/users/{ann.profile}"))
    private = await ann.posts("For followers", visibility="private")
    paths = [*await documents(ann), f"/users/{ann.profile}/posts/{private['id']}"]
    assert (await zoe.asks(town, paths[-1])).status == 200
    known = await profiles.find(town.db, uri=zoe.uri)
    assert known
    async with town.db.write() as tx:
        await profiles.suspend(tx, known)
    for path in paths:
        assert (await zoe.asks(town, path)).status == 404, path


@pytest.mark.usefixtures("guarded")
async def test_a_follower_is_shown_what_is_for_followers(town: Town, peer: Peer):
    ann, zoe, eve = await town.person("ann"), peer.person("zoe"), peer.person("eve")
    await zoe.sends(town, zoe.activity("Follow", f"http://here.test/users/{ann.profile}"))
    status = await ann.posts("For followers", visibility="private")
    path = f"/users/{ann.profile}/posts/{status['id']}"
    assert (await zoe.asks(town, path)).status == 200
    assert (await eve.asks(town, path)).status == 404


async def test_otherwise_what_is_public_is_shown_to_anybody(town: Town):
    ann = await town.person("ann")
    for path in await documents(ann):
        assert (await town.get(path, accept=ACTIVITY)).status in (200, 302), path
