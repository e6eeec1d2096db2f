"""Servers that are shut out, silenced, or spoken with by name alone."""

from dataclasses import replace
from typing import Any

import pytest

from hubbub.base.errors import Invalid
from hubbub.people import profiles
from hubbub.trust import domains
from hubbub.trust.domains.domains import Known
from tests.studio.people import arrive, elsewhere
from tests.town import Town


async def blocks(town: Town, domain: str, severity: str = "suspend", **more: Any) -> domains.Block:
    async with town.db.write() as tx:
        made = await domains.block(tx, domain, domains.Wanted(severity, **more))
    await town.settle()
    return made


async def shut_out(town: Town, host: str) -> bool:
    found = await domains.stance_to(town.db, host)
    return found is not None and found.severity == "suspend"


async def test_a_block_concerns_the_name_what_is_below_it_and_nothing_beside_it(town: Town):
    await blocks(town, "Bad.Test")
    assert [await shut_out(town, host) for host in (
        "bad.test", "a.b.bad.test", "a.bad.test:8443", "notbad.test", "bad.test.other", "test",
    )] == [True, True, True, False, False, False]


async def test_of_two_blocks_the_nearer_holds(town: Town):
    await blocks(town, "bad.test")
    await blocks(town, "good.bad.test", "noop")
    assert not await shut_out(town, "good.bad.test")
    assert await shut_out(town, "bad.test")


async def test_whoever_is_known_from_there_goes_and_comes_back_but_for_who_was_judged_alone(town: Town):
    zoe, yan = await elsewhere(town), await elsewhere(town, "yan")
    async with town.db.write() as tx:
        await profiles.suspend(tx, yan)
    block = await blocks(town, "two.test")
    assert (await town.get(f"/api/v1/accounts/{zoe}")).status == 404
    async with town.db.write() as tx:
        await domains.unblock(tx, block.id)
    await town.settle()
    assert (await town.get(f"/api/v1/accounts/{zoe}")).status == 200
    assert (await profiles.get(town.db, yan)).suspended_at is not None


async def test_who_is_silenced_is_heard_by_followers_and_not_in_public(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    zoe = await elsewhere(town)
    await arrive(town, zoe, ann, words="Loud")
    await blocks(town, "two.test", "silence")
    async with town.db.alone() as connection:
        await connection.execute(
            "INSERT INTO follows (follower_id, followed_id, id, made_at) VALUES ($1, $2, 1, now())", ann.profile, zoe)
    assert len((await ann.get("/api/v1/timelines/public")).json) == 1
    assert (await bob.get("/api/v1/timelines/public")).json == []
    assert (await town.get("/api/v1/timelines/public")).json == []
    assert (await town.get(f"/api/v1/accounts/{zoe}")).json["limited"] is True


async def test_a_stranger_who_is_silenced_calls_nobody(town: Town):
    ann = await town.person("ann")
    zoe = await elsewhere(town)
    await blocks(town, "two.test", "silence")
    await arrive(town, zoe, ann, words="Hey you")
    await town.settle()
    assert (await ann.get("/api/v1/notifications")).json == []


async def test_where_only_some_are_spoken_with_everybody_else_is_shut_out(town: Town):
    here = town.db.here
    was = here.settings
    here.settings = replace(was, limited_federation=True)
    try:
        async with town.db.write() as tx:
            allowed = await domains.allow(tx, "good.test")
        assert [await shut_out(town, host) for host in ("good.test", "a.good.test", "other.test")] == [
            False, False, True]
        async with town.db.write() as tx:
            await domains.disallow(tx, allowed.id)
        assert await shut_out(town, "good.test")
    finally:
        here.settings = was


@pytest.mark.parametrize("domain", ["", "a b", "here.test", "x" * 254, "https://bad.test", "a..b", "-a.test", "<b>"])
async def test_what_is_no_other_server_is_refused(town: Town, domain: str):
    with pytest.raises(Invalid):
        await blocks(town, domain)


async def test_a_server_is_blocked_once(town: Town):
    await blocks(town, "bad.test")
    with pytest.raises(Known):
        await blocks(town, "BAD.test.")
