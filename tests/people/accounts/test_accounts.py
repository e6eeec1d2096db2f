"""Accounts: making one, its password, and every way into it."""

import asyncio

import pytest

from hubbub.base.db import Db
from hubbub.base.errors import Invalid, Refusal
from hubbub.people import accounts, apps, profiles
from tests.postbox import Postbox
from tests.town import Person, Town

WORD, OTHER = "a good password", "another good password"


async def signs_in(db: Db, word: str) -> bool:
    try:
        return bool(await accounts.authenticate(db, "ann@mail.test", word))
    except Refusal:
        return False


async def session_of(town: Town, person: Person) -> str:
    async with town.db.write() as tx:
        return await accounts.open_session(tx, person.account)


async def test_the_first_account_owns_the_server_and_the_next_does_not(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    assert (await accounts.get(town.db, ann.account)).role == "owner"
    assert (await accounts.get(town.db, bob.account)).role == "member"
    assert await accounts.owner(town.db) == ann.profile


async def test_of_many_first_accounts_at_once_one_owns_the_server(db: Db):
    made = await asyncio.gather(*(
        accounts.create(db, accounts.SignUp(f"first{n}", f"first{n}@mail.test", WORD)) for n in range(4)
    ))
    roles = [(await accounts.get(db, account)).role for account, _ in made]
    assert sorted(roles) == ["member", "member", "member", "owner"]


async def test_an_e_mail_address_has_one_account_in_whatever_case(town: Town):
    await town.person("ann")
    with pytest.raises(Refusal) as refusal:
        await accounts.create(town.db, accounts.SignUp("ann2", "Ann@Mail.test", WORD))
    assert refusal.value.field == "email"


@pytest.mark.parametrize("email", [
    "ann", "ann@", "@mail.test", "ann@mail.test, bob@mail.test", "ann@mail.test\r\nBcc: bob@mail.test", "a b@mail.test",
    '"ann b"@mail.test', "ann@mail_test", "ann@-", "x" * 250 + "@mail.test", "ann@mail.test\x00", "änn@mail.test",
])
async def test_what_is_no_e_mail_address_is_refused(db: Db, email: str):
    with pytest.raises(Invalid) as refusal:
        await accounts.create(db, accounts.SignUp("ann", email, WORD))
    assert refusal.value.field == "email"


async def test_a_name_that_is_taken_leaves_no_account_behind(town: Town):
    await town.person("ann")
    with pytest.raises(profiles.NameTaken):
        await accounts.create(town.db, accounts.SignUp("Ann", "other@mail.test", WORD))
    assert await accounts.count_here(town.db) == 1


async def test_a_password_is_never_kept_as_it_is(town: Town):
    ann = await town.person("ann")
    kept = (await accounts.get(town.db, ann.account)).password_hash
    assert WORD not in kept
    assert kept.startswith("$argon2id$")


async def test_a_session_lasts_a_year(town: Town):
    token = await session_of(town, await town.person("ann"))
    town.forward(days=364)
    assert await accounts.session(town.db, token)
    town.forward(days=2)
    assert await accounts.session(town.db, token) is None


async def test_a_changed_password_is_the_only_one_that_opens(town: Town):
    ann = await town.person("ann")
    await accounts.change_password(town.db, ann.account, WORD, OTHER)
    assert await signs_in(town.db, OTHER)
    assert not await signs_in(town.db, WORD)


async def test_a_password_is_changed_by_whoever_knows_the_present_one(town: Town):
    ann = await town.person("ann")
    for present in ("", "wrong", OTHER):
        with pytest.raises(Invalid) as refusal:
            await accounts.change_password(town.db, ann.account, present, OTHER)
        assert refusal.value.field == "present"
    assert await signs_in(town.db, WORD)


async def test_a_new_password_that_is_too_short_changes_nothing(town: Town):
    ann = await town.person("ann")
    token = await session_of(town, ann)
    with pytest.raises(Invalid) as refusal:
        await accounts.change_password(town.db, ann.account, WORD, "short")
    assert refusal.value.field == "password"
    assert await accounts.session(town.db, token)


async def test_a_changed_password_ends_every_session_and_token_but_the_one_that_changed_it(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    mine, others, bobs = [await session_of(town, who) for who in (ann, ann, bob)]
    await accounts.change_password(town.db, ann.account, WORD, OTHER, session=mine)
    assert await accounts.session(town.db, mine)
    assert await accounts.session(town.db, others) is None
    assert await apps.bearer(town.db, ann.token) is None
    assert await accounts.session(town.db, bobs)
    assert await apps.bearer(town.db, bob.token)


async def test_two_changes_of_a_password_at_once_leave_one(town: Town):
    ann = await town.person("ann")
    done = await asyncio.gather(
        accounts.change_password(town.db, ann.account, WORD, OTHER),
        accounts.change_password(town.db, ann.account, WORD, "a third password"), return_exceptions=True,
    )
    assert sum(isinstance(answer, Refusal) for answer in done) == 1


async def test_nobody_ends_the_sessions_of_somebody_else(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    token = await session_of(town, bob)
    [(row, _)] = await accounts.list_sessions(town.db, bob.account, "")
    async with town.db.write() as tx:
        await accounts.end_session(tx, ann.account, row.id)
    assert await accounts.session(town.db, token)


async def test_how_one_likes_to_post_is_kept(town: Town):
    ann = await town.person("ann")
    assert await accounts.preferences(town.db, ann.account) == accounts.Preferences("public", False, None)
    wanted = accounts.Preferences("quiet", True, "de")
    async with town.db.write() as tx:
        await accounts.prefer(tx, ann.account, wanted)
    assert await accounts.preferences(town.db, ann.account) == wanted
    with pytest.raises(Invalid):
        async with town.db.write() as tx:
            await accounts.prefer(tx, ann.account, accounts.Preferences("public", False, "<b>"))


async def test_a_changed_password_is_told_by_mail_so_that_no_thief_does_it_in_silence(town: Town, postbox: Postbox):
    ann = await town.person("ann")
    await accounts.change_password(town.db, ann.account, WORD, OTHER)
    await town.settle()
    [mail] = postbox.taken
    assert (mail["to"], mail["subject"]) == ("ann@mail.test", "Your password has been changed at here.test")


async def test_mail_is_in_the_language_of_who_gets_it(town: Town, postbox: Postbox):
    ann = await town.person("ann")
    async with town.db.write() as tx:
        await accounts.speak(tx, ann.account, "de")
    await accounts.change_password(town.db, ann.account, WORD, OTHER)
    await town.settle()
    [mail] = postbox.taken
    assert (mail["subject"], mail["content-language"]) == ("Dein Passwort wurde geändert – here.test", "de")
    words, page = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert words is not None
    assert page is not None
    assert "Wenn du es warst, ist nichts zu tun." in words.get_content()
    assert '<html lang="de" dir="ltr">' in page.get_content()
    assert ">Mein Konto ansehen</a>" in page.get_content()


async def test_one_speaks_a_language_that_pages_are_in(town: Town):
    ann = await town.person("ann")
    async with town.db.write() as tx:
        with pytest.raises(Invalid) as refused:
            await accounts.speak(tx, ann.account, "tlh")
    assert refused.value.field == "language"
