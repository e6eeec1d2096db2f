"""Second factors: codes of the time, codes from paper, each good once."""

import asyncio
from datetime import timedelta

import pytest

from hubbub.base.clock import now
from hubbub.base.errors import NotFound, TooMany
from hubbub.people import accounts, apps, factors
from hubbub.people.factors import codes, store
from tests.town import Person, Town

WORD = "a good password"


async def guarded(town: Town, person: Person) -> tuple[bytes, list[str]]:
    """The secret of the person's app and their recovery codes."""
    async with town.db.write() as tx:
        secret = await factors.begin(tx, person.account)
    return secret, await factors.confirm(town.db, person.account, code_now(secret))


def code_now(secret: bytes, steps: int = 0) -> str:
    return codes.code_at(secret, int(now().timestamp()) // codes.PERIOD + steps)


@pytest.mark.parametrize(("seconds", "code"), [
    (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
    (2000000000, "69279037"), (20000000000, "65353130"),
])
def test_codes_are_those_of_the_standard(seconds: int, code: str):
    """RFC 6238, appendix B."""
    assert codes.code_at(b"12345678901234567890", seconds // codes.PERIOD, digits=8) == code


def test_the_link_is_what_apps_read():
    assert codes.link(b"12345678901234567890", "here.test", "ann+x@mail.test") == (
        "otpauth://totp/here.test%3Aann%2Bx%40mail.test?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=here.test")


async def test_a_code_is_good_once_and_none_from_before_it(town: Town):
    ann = await town.person("ann")
    secret, _ = await guarded(town, ann)
    with pytest.raises(factors.WrongCode):
        await factors.prove(town.db, ann.account, code_now(secret))
    town.forward(seconds=60)
    assert not (await factors.prove(town.db, ann.account, code_now(secret))).recovery
    for steps in (0, -1):
        with pytest.raises(factors.WrongCode):
            await factors.prove(town.db, ann.account, code_now(secret, steps))


async def test_of_two_that_come_with_one_code_at_once_one_is_let_in(town: Town):
    ann = await town.person("ann")
    secret, written = await guarded(town, ann)
    town.forward(seconds=60)
    for code in (code_now(secret), written[0]):
        done = await asyncio.gather(
            *(factors.prove(town.db, ann.account, code) for _ in range(4)), return_exceptions=True)
        assert sum(isinstance(answer, factors.CodesLeft) for answer in done) == 1


async def test_a_clock_may_be_half_a_minute_wrong_and_no_more(town: Town):
    ann = await town.person("ann")
    secret, _ = await guarded(town, ann)
    town.forward(minutes=10)
    for steps in (-3, 3):
        with pytest.raises(factors.WrongCode):
            await factors.prove(town.db, ann.account, code_now(secret, steps))
    await factors.prove(town.db, ann.account, code_now(secret, -1))
    await factors.prove(town.db, ann.account, code_now(secret, 1))


async def test_a_recovery_code_is_good_once_however_it_is_typed(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    _, written = await guarded(town, ann)
    await guarded(town, bob)
    assert len(set(written)) == 10
    with pytest.raises(factors.WrongCode):
        await factors.prove(town.db, bob.account, written[0])
    assert await factors.prove(town.db, ann.account, f" {written[0].upper().replace('-', ' ')}") == factors.CodesLeft(
        recovery=True, left=9)
    with pytest.raises(factors.WrongCode):
        await factors.prove(town.db, ann.account, written[0])


async def test_new_recovery_codes_replace_the_old(town: Town):
    ann = await town.person("ann")
    _, written = await guarded(town, ann)
    async with town.db.write() as tx:
        await factors.renew_codes(tx, ann.account)
    with pytest.raises(factors.WrongCode):
        await factors.prove(town.db, ann.account, written[0])
    assert (await factors.get(town.db, ann.account)).codes_left == 10


async def test_after_ten_wrong_codes_not_even_the_right_one_is_taken_for_a_while(town: Town):
    ann = await town.person("ann")
    _, written = await guarded(town, ann)
    for _ in range(factors.MOST_TRIES):
        with pytest.raises(factors.WrongCode):
            await factors.prove(town.db, ann.account, "000000")
    with pytest.raises(TooMany):
        await factors.prove(town.db, ann.account, written[0])
    town.forward(minutes=16)
    assert (await factors.prove(town.db, ann.account, written[0])).left == 9


async def test_what_is_kept_lets_nobody_in(town: Town):
    ann = await town.person("ann")
    secret, written = await guarded(town, ann)
    row = await town.db.one(store.SEALED, account=ann.account)
    assert row.sealed is not None
    assert secret not in row.sealed
    with pytest.raises(NotFound):
        town.db.here.secret, was = b"another secret of thirty-two byt", town.db.here.secret
        try:
            await factors.prove(town.db, ann.account, code_now(secret, 1))
        finally:
            town.db.here.secret = was
    assert codes.hashed(b"one", ann.account, written[0]) != codes.hashed(b"other", ann.account, written[0])


async def test_setting_it_up_and_taking_it_away_ends_every_other_session_and_app(town: Town):
    ann = await town.person("ann")
    async with town.db.write() as tx:
        secret = await factors.begin(tx, ann.account)
        mine, others = [await accounts.open_session(tx, ann.account) for _ in range(2)]
    await factors.confirm(town.db, ann.account, code_now(secret), session=mine)
    assert await accounts.session(town.db, mine)
    assert await accounts.session(town.db, others) is None
    assert await apps.bearer(town.db, ann.token) is None
    async with town.db.write() as tx:
        others = await accounts.open_session(tx, ann.account)
        await factors.remove(tx, ann.account, session=mine)
    assert await accounts.session(town.db, others) is None
    assert not await accounts.guarding.guarded(town.db, ann.account)


async def test_a_secret_that_is_not_confirmed_guards_nothing(town: Town):
    ann = await town.person("ann")
    async with town.db.write() as tx:
        await factors.begin(tx, ann.account)
    assert not await accounts.guarding.guarded(town.db, ann.account)
    with pytest.raises(factors.WrongCode):
        await factors.confirm(town.db, ann.account, "12345")


async def test_half_a_sign_in_is_good_in_one_browser_for_ten_minutes_and_for_one_password(town: Town):
    ann = await town.person("ann")
    ticket = await factors.grants(town.db, ann.account, "a browser")
    assert await factors.redeem(town.db, ticket, "a browser") == ann.account
    forged = ticket.replace(str(ann.account), str(ann.account + 1), 1)
    for wrong, browser in ((ticket, "another"), (forged, "a browser"), ("", "a browser"), ("1.2.é", "a browser")):
        with pytest.raises(NotFound):
            await factors.redeem(town.db, wrong, browser)
    await accounts.change_password(town.db, ann.account, WORD, "another good password")
    with pytest.raises(NotFound):
        await factors.redeem(town.db, ticket, "a browser")
    ticket = await factors.grants(town.db, ann.account, "a browser")
    town.forward(minutes=11)
    with pytest.raises(NotFound):
        await factors.redeem(town.db, ticket, "a browser")


async def test_an_account_that_ended_leaves_nothing_behind(town: Town):
    await town.person("ann")
    bob = await town.person("bob")
    await guarded(town, bob)
    async with town.db.write() as tx:
        await accounts.standing.erase(tx, bob.account)
    await town.settle()
    assert await town.db.maybe(store.SEALED, account=bob.account) is None


def test_half_lives_are_short():
    assert timedelta(minutes=15) > factors.HALF_LIFE
