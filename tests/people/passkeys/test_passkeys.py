"""Passkeys: what a device says is believed only if all of it holds."""

import pytest

from hubbub.base.errors import Invalid, NotAllowed, NotFound
from hubbub.base.ids import AccountId
from hubbub.people import accounts, factors, passkeys
from tests.people.passkeys.device import Device
from tests.town import Person, Town


async def added(town: Town, person: Person, device: Device, name: str = "Phone") -> int:
    async with town.db.write() as tx:
        challenge = await passkeys.challenge(tx, "add", "browser", person.account)
        await passkeys.register(tx, person.account, "browser", device.makes(challenge), name)
    return (await passkeys.list_own(town.db, person.account))[-1].id


async def used(town: Town, device: Device, browser: str = "browser") -> AccountId:
    async with town.db.write() as tx:
        challenge = await passkeys.challenge(tx, "use", "browser")
        return await passkeys.prove(tx, browser, device.uses(challenge))


@pytest.mark.parametrize("algorithm", passkeys.ALGORITHMS)
async def test_whoever_has_the_device_is_in(town: Town, algorithm: int):
    ann, device = await town.person("ann"), Device(algorithm)
    await added(town, ann, device)
    assert await used(town, device) == ann.account
    [row] = await passkeys.list_own(town.db, ann.account)
    assert (row.name, row.used_at is not None) == ("Phone", True)


@pytest.mark.parametrize("wrong", [
    {"origin": "https://here.test.evil.example"}, {"origin": "https://here.test"}, {"host": "evil.example"},
    {"flags": 0x04}, {"flags": 0x01},
], ids=["another page", "another scheme", "another server", "nobody there", "nobody proved"])
async def test_a_key_for_elsewhere_or_without_its_person_is_not_taken(town: Town, wrong):
    ann, device = await town.person("ann"), Device()
    await added(town, ann, device)
    for name, value in wrong.items():
        setattr(device, name, value)
    with pytest.raises(passkeys.NotProved):
        await used(town, device)
    device.credential = b"another"
    with pytest.raises(passkeys.NotProved):
        await added(town, ann, device)


async def test_a_signature_by_another_key_is_nothing(town: Town):
    ann = await town.person("ann")
    await added(town, ann, Device())
    with pytest.raises(passkeys.NotProved):
        await used(town, Device())


async def test_a_challenge_is_good_once_in_its_browser_for_its_purpose_and_for_five_minutes(town: Town):
    ann, bob, device = await town.person("ann"), await town.person("bob"), Device()
    await added(town, ann, device)
    async with town.db.write() as tx:
        once = await passkeys.challenge(tx, "use", "browser")
        for_bob = await passkeys.challenge(tx, "add", "browser", bob.account)
        late = await passkeys.challenge(tx, "use", "browser")
    answer = device.uses(once)
    async with town.db.write() as tx:
        assert await passkeys.prove(tx, "browser", answer) == ann.account
    with pytest.raises(passkeys.NotProved):
        async with town.db.write() as tx:
            await passkeys.prove(tx, "browser", answer)
    with pytest.raises(passkeys.NotProved):
        await used(town, device, "another")
    with pytest.raises(passkeys.NotProved):
        async with town.db.write() as tx:
            await passkeys.prove(tx, "browser", device.uses(for_bob))
    with pytest.raises(passkeys.NotProved):
        async with town.db.write() as tx:
            await passkeys.register(tx, ann.account, "browser", Device(credential=b"x").makes(for_bob), "Mine")
    town.forward(minutes=6)
    with pytest.raises(passkeys.NotProved):
        async with town.db.write() as tx:
            await passkeys.prove(tx, "browser", device.uses(late))


async def test_a_copy_of_a_device_that_counts_is_seen(town: Town):
    ann, device = await town.person("ann"), Device(step=1)
    await added(town, ann, device)
    await used(town, device)
    await used(town, device)
    device.counts -= 1
    with pytest.raises(passkeys.NotProved):
        await used(town, device)


@pytest.mark.parametrize("answer", ["", "{}", "[]", '{"id":"é","client":"","data":"","signature":""}',
                                    '{"id":"AA","client":"e30","data":"AA","signature":"AA"}'])
async def test_what_is_no_answer_is_refused_in_words(town: Town, answer: str):
    ann = await town.person("ann")
    with pytest.raises(passkeys.NotProved):
        async with town.db.write() as tx:
            await passkeys.prove(tx, "browser", answer)
    with pytest.raises(passkeys.NotProved):
        async with town.db.write() as tx:
            await passkeys.register(tx, ann.account, "browser", answer, "Mine")


async def test_a_weak_or_wrong_kind_of_key_is_not_taken(town: Town):
    ann = await town.person("ann")
    async with town.db.write() as tx:
        challenge = await passkeys.challenge(tx, "add", "browser", ann.account)
        with pytest.raises(passkeys.NotProved):
            await passkeys.register(tx, ann.account, "browser", Device(-7).makes(challenge, algorithm=-257), "Mine")
        with pytest.raises(Invalid):
            await passkeys.register(tx, ann.account, "browser", Device(-7).makes(challenge), " ")


async def test_nobody_renames_or_removes_the_passkeys_of_somebody_else(town: Town):
    ann, bob, device = await town.person("ann"), await town.person("bob"), Device()
    number = await added(town, ann, device)
    for change in (passkeys.rename, passkeys.remove):
        with pytest.raises(NotFound):
            async with town.db.write() as tx:
                await change(tx, bob.account, number, "Mine")
    assert await used(town, device) == ann.account


async def test_a_removed_passkey_lets_nobody_in_and_signs_others_out(town: Town):
    ann, device = await town.person("ann"), Device()
    number = await added(town, ann, device)
    async with town.db.write() as tx:
        mine, other = [await accounts.open_session(tx, ann.account) for _ in range(2)]
        written = await factors.ask_for_passkeys(tx, ann.account, True, session=mine)
        other = await accounts.open_session(tx, ann.account)
    assert (len(written), await accounts.guarding.guarded(town.db, ann.account)) == (10, True)
    async with town.db.write() as tx:
        await passkeys.remove(tx, ann.account, number, session=mine)
    assert await accounts.session(town.db, mine)
    assert await accounts.session(town.db, other) is None
    assert not await accounts.guarding.guarded(town.db, ann.account), "nothing asks for what is not there"
    with pytest.raises(NotAllowed):
        await used(town, device)


async def test_who_is_shut_does_not_come_in_by_a_passkey(town: Town):
    await town.person("ann")
    bob, device = await town.person("bob"), Device()
    await added(town, bob, device)
    async with town.db.write() as tx:
        await accounts.standing.disable(tx, bob.account)
    with pytest.raises(NotAllowed):
        await used(town, device)
    async with town.db.write() as tx:
        await accounts.standing.erase(tx, bob.account)
    await town.settle()
    assert await passkeys.list_own(town.db, bob.account) == []
