"""Which keys speak for whom: several at once, changed by their owner, and our own when they are changed."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from hubbub.base.clock import clock
from hubbub.base.errors import NotFound
from hubbub.doors.fediverse.keys import keys_of
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import profiles
from tests.doors.fediverse.test_delivery import follower, is_signed
from tests.doors.fediverse.test_inbox import follows_ann, uri_of
from tests.outside import ACTIVITY, Peer, Writer, key_pair
from tests.town import Person, Town


def shown(zoe: Writer, address: str, number: int) -> dict[str, Any]:
    return {"id": address, "owner": zoe.uri, "publicKeyPem": key_pair(number)[1]}


async def test_an_actor_may_sign_with_each_of_its_keys(town: Town, peer: Peer):
    ann, bob, zoe = await town.person("ann"), await town.person("bob"), peer.person("zoe")
    second = f"{zoe.uri}#second"
    zoe.more = {"publicKey": [shown(zoe, zoe.key_id, zoe.key), shown(zoe, second, zoe.key + 1)]}
    assert (await zoe.sends(town, zoe.activity("Follow", uri_of(town, ann)))).status == 202
    zoe.key += 1
    assert (await zoe.sends(town, zoe.activity("Follow", uri_of(town, bob)), key_id=second)).status == 202
    assert await follows_ann(town, zoe, bob)
    assert peer.asked.count("/users/zoe") == 1
    # But not with one in the other's name.
    assert (await zoe.sends(town, zoe.activity("Follow", uri_of(town, bob)))).status == 401


@pytest.mark.parametrize("address", ["{}", "{}#main-key", "{}/main-key", "{}/#main-key", "{}?key=1"])
async def test_a_key_may_have_an_address_of_any_form(town: Town, peer: Peer, address):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    key_id = address.format(zoe.uri)
    zoe.more = {"publicKey": shown(zoe, key_id, zoe.key)}
    peer.documents["/users/zoe/main-key"] = peer.documents["/users/zoe/"] = zoe.document
    assert (await zoe.sends(town, zoe.activity("Follow", uri_of(town, ann)), key_id=key_id)).status == 202
    assert await follows_ann(town, zoe, ann)


async def test_a_key_that_cannot_be_used_leaves_the_others(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    broken = shown(zoe, f"{zoe.uri}#broken", 0) | {"publicKeyPem": "-----BEGIN PUBLIC KEY-----"}
    zoe.more = {"publicKey": [broken, shown(zoe, zoe.key_id, zoe.key)]}
    assert (await zoe.sends(town, zoe.activity("Follow", uri_of(town, ann)))).status == 202


async def test_a_key_changed_by_an_update_holds_at_once_and_the_one_before_no_more(town: Town, peer: Peer):
    ann, bob, zoe = await town.person("ann"), await town.person("bob"), peer.person("zoe")
    await zoe.sends(town, zoe.activity("Follow", uri_of(town, ann)))
    fresh = f"{zoe.uri}#fresh"
    zoe.more = {"publicKey": shown(zoe, fresh, zoe.key + 1)}
    assert (await zoe.sends(town, zoe.activity("Update", zoe.document))).status == 202
    peer.asked.clear()
    before = Writer(peer, "zoe", zoe.key)
    zoe.key += 1
    assert (await zoe.sends(town, zoe.activity("Follow", uri_of(town, bob)), key_id=fresh)).status == 202
    assert peer.asked == []
    assert (await before.sends(town, zoe.activity("Block", uri_of(town, bob)))).status == 401
    assert await follows_ann(town, zoe, bob)


async def test_nobody_shows_a_further_key_under_the_address_of_a_neighbours(town: Town, peer: Peer):
    ann, zoe, eve = await town.person("ann"), peer.person("zoe"), peer.person("eve")
    second = f"{zoe.uri}#second"
    zoe.more = {"publicKey": [shown(zoe, zoe.key_id, zoe.key), shown(zoe, second, 2)]}
    await zoe.sends(town, zoe.activity("Follow", uri_of(town, ann)))
    for address in (zoe.key_id, second):
        eve.more = {"publicKey": [shown(eve, eve.key_id, eve.key), shown(eve, address, eve.key)]}
        assert (await eve.sends(town, eve.activity("Follow", uri_of(town, ann)))).status == 401
    known = await profiles.keys.signer(town.db, second)
    assert known
    assert known.owner == zoe.uri


async def test_wrong_keys_of_many_make_us_ask_their_host_only_so_often(town: Town, peer: Peer):
    ann = await town.person("ann")
    people = [peer.person(f"p{n}") for n in range(12)]
    for each in people:
        await profiles.seek(town.db, each.handle)
    before = len(peer.asked)
    for each in people:
        forger = Writer(peer, each.name, each.key + 1)
        for _ in range(3):
            assert (await forger.sends(town, each.activity("Block", uri_of(town, ann)))).status == 401
    assert len(peer.asked) - before <= 30


async def changed(town: Town, ann: Person) -> dict[str, Any]:
    """Ann's actor, once her key was changed."""
    async with town.db.write() as tx:
        await profiles.change_key(tx, ann.profile)
    await town.settle()
    return dict((await town.get(f"/users/{ann.profile}", accept=ACTIVITY)).json)


async def test_our_own_key_is_changed_and_the_one_before_stays_shown_for_a_while(town: Town, peer: Peer):
    ann = await town.person("ann")
    await follower(town, peer, ann)
    before = (await town.get(f"/users/{ann.profile}", accept=ACTIVITY)).json
    after = await changed(town, ann)
    assert after["publicKey"]["id"] != before["publicKey"]["id"]
    assert after["publicKey"]["publicKeyPem"] != before["publicKey"]["publicKeyPem"]
    assert [key["id"] for key in after["assertionMethod"]] == [before["publicKey"]["id"]]
    told = peer.received("Update")[-1]["object"]
    assert told["publicKey"] == after["publicKey"]
    clock.forward(timedelta(days=8))
    assert (await town.get(f"/users/{ann.profile}", accept=ACTIVITY)).json["assertionMethod"] == []


async def test_what_we_send_is_signed_with_the_key_that_we_show(town: Town, peer: Peer):
    ann = await town.person("ann")
    await follower(town, peer, ann)
    await ann.posts("Before")
    await town.settle()
    actor = await changed(town, ann)
    await ann.posts("After")
    await town.settle()
    arrived = peer.inbox[-1]
    assert actor["publicKey"]["id"] in arrived.headers["signature"]
    assert is_signed(arrived, load_pem_public_key(actor["publicKey"]["publicKeyPem"].encode()))  # type: ignore[arg-type]


async def test_an_older_key_of_ours_is_read_by_another_hubbub(town: Town):
    """The form in which we show it is one that we read."""
    ann = await town.person("ann")
    await town.settle()
    before = (await town.get(f"/users/{ann.profile}", accept=ACTIVITY)).json["publicKey"]
    keys = {key.id: key.pem for key in keys_of(Thing(await changed(town, ann)))}
    assert keys[before["id"]].strip() == before["publicKeyPem"].strip()
    assert len(keys) == 2


async def test_that_the_key_before_is_over_is_told(town: Town, peer: Peer):
    """Who was only told of the new key would take the old one for ever."""
    ann = await town.person("ann")
    await follower(town, peer, ann)
    await changed(town, ann)
    peer.inbox.clear()
    town.forward(days=8)
    await town.settle()
    assert [told["object"]["assertionMethod"] for told in peer.received("Update")] == [[]]


async def test_a_further_key_is_asked_after_when_it_has_not_been_seen_for_a_day(town: Town, peer: Peer):
    """Whoever nobody here follows tells nobody here that a key is over."""
    ann, bob, zoe = await town.person("ann"), await town.person("bob"), peer.person("zoe")
    second = f"{zoe.uri}#second"
    zoe.more = {"publicKey": [shown(zoe, zoe.key_id, zoe.key), shown(zoe, second, zoe.key + 1)]}
    older = Writer(peer, "zoe", zoe.key + 1)
    assert (await older.sends(town, zoe.activity("Follow", uri_of(town, ann)), key_id=second)).status == 202
    town.forward(days=2)
    assert (await older.sends(town, zoe.activity("Like", uri_of(town, ann)), key_id=second)).status == 202
    assert peer.asked.count("/users/zoe") == 2, "it is shown yet"
    zoe.more = {}
    town.forward(days=2)
    assert (await older.sends(town, zoe.activity("Follow", uri_of(town, bob)), key_id=second)).status == 401
    assert not await follows_ann(town, zoe, bob)


async def test_nobody_changes_the_key_of_somebody_elsewhere(town: Town, peer: Peer):
    zoe = await profiles.seek(town.db, peer.person("zoe").handle)
    assert zoe
    with pytest.raises(NotFound):
        async with town.db.write() as tx:
            await profiles.change_key(tx, zoe)
