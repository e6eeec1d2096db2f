"""An app that opened an account waits with its person for the mail."""

from tests.people.apps.test_mastodon import joins
from tests.postbox import Postbox
from tests.town import Answer, Town, ask

AGAIN, CHECK = "/api/v1/emails/confirmations", "/api/v1/emails/check_confirmation"


async def calls(town: Town, method: str, path: str, token: str, body: bytes = b"") -> Answer:
    return await ask(town.app, method, path, body=body, headers={
        "authorization": f"Bearer {token}", "content-type": "application/json"})


async def test_until_the_address_is_confirmed_the_token_may_only_ask_for_the_mail(town: Town, postbox: Postbox):
    token = (await joins(town)).json["access_token"]
    await town.settle()
    for path in ("/api/v1/accounts/verify_credentials", "/api/v1/timelines/home", "/api/v1/timelines/public"):
        answer = await calls(town, "GET", path, token)
        assert (answer.status, answer.error) == (403, "Your login is missing a confirmed e-mail address"), path
    assert (await calls(town, "GET", CHECK, token)).json is False
    assert (await calls(town, "POST", AGAIN, token)).json == {}
    await town.settle()
    assert len(postbox.taken) == 2


async def test_the_mail_can_be_sent_to_another_address(town: Town, postbox: Postbox):
    token = (await joins(town)).json["access_token"]
    assert (await calls(town, "POST", AGAIN, token, b'{"email": "zoe@other.test"}')).status == 200
    await town.settle()
    assert postbox.taken[-1]["to"] == "zoe@other.test"
    for bad in (b'{"email": "ANN@mail.test"}', b'{"email": "a@b.test, c@d.test"}'):
        assert (await calls(town, "POST", AGAIN, token, bad)).status == 422


async def test_the_fourth_mail_in_an_hour_is_too_much(town: Town, postbox: Postbox):
    token = (await joins(town)).json["access_token"]
    await town.settle()
    assert [(await calls(town, "POST", AGAIN, token)).status for _ in range(3)] == [200, 200, 429]


async def test_once_confirmed_there_is_nothing_to_send(town: Town, postbox: Postbox):
    ann = await town.person("ann")
    assert (await ann.get(CHECK)).json is True
    answer = await ann.post(AGAIN)
    assert (answer.status, "awaiting confirmation" in answer.error) == (403, True)


async def test_another_app_sends_nothing(town: Town, postbox: Postbox):
    made = (await joins(town)).json["access_token"]
    async with town.db.alone() as connection:
        await connection.execute("UPDATE accounts SET opened_with = 1 WHERE confirmed_at IS NULL")
    assert (await calls(town, "POST", AGAIN, made)).status == 403
