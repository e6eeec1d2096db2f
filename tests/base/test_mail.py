"""Mail: carried to a real relay, tried again, and no stranger writes into its headers."""

from dataclasses import replace

import pytest

from hubbub.base import settings as configuration
from hubbub.base.mail import Mail, Passage, Unsendable, relay_of, send, written
from tests.postbox import Postbox, receiving
from tests.town import Town

HELLO = Mail("bob@mail.test", "Hello", ["One <b> & two.", "Grüße."], "http://here.test/a?b=1&c=2", "Look")


async def sends(town: Town, mail: Mail = HELLO) -> None:
    async with town.db.write() as tx:
        await send(tx, mail)
    await town.settle()


async def parked(town: Town) -> list[str]:
    async with town.db.alone() as connection:
        return [row[0] for row in await connection.fetch("SELECT coalesce(error, '') FROM jobs")]


async def test_a_mail_comes_in_plain_words_and_as_html(town: Town, postbox: Postbox):
    await sends(town)
    mail = postbox.taken[0]
    assert (mail["to"], mail["from"], mail["subject"]) == ("bob@mail.test", "hub@here.test", "Hello")
    assert mail["auto-submitted"] == "auto-generated"
    plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert plain.get_content().replace("\r", "") == "One <b> & two.\n\nGrüße.\n\nhttp://here.test/a?b=1&c=2\n"
    assert '<p>One &lt;b&gt; &amp; two.</p>' in rich.get_content()
    assert '<a href="http://here.test/a?b=1&amp;c=2">Look</a>' in rich.get_content()


async def test_what_somebody_wrote_comes_under_its_title_and_how_mails_end_stands_below(town: Town, postbox: Postbox):
    passage = Passage("<Monday>", "One < two", "<p>One &lt; two</p>", "http://here.test/1", "Read", "de")
    leave = "http://here.test/leave/" + "x" * 90
    await sends(town, replace(HELLO, passages=[passage], leave=leave, leaving="No more"))
    mail = postbox.taken[0]
    plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert plain.get_content().replace("\r", "").split("\n\n")[2:] == [
        "<Monday>", "One < two", "http://here.test/1", "http://here.test/a?b=1&c=2", "No more", f"{leave}\n"]
    assert '>&lt;Monday&gt;</h2><div dir="auto" lang="de"><p>One &lt; two</p></div>' in rich.get_content()
    assert f"\r\nList-Unsubscribe: <{leave}>\r\n".encode() in postbox.envelopes[0].content, "whole: RFC 8058"
    assert mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"


async def test_without_a_relay_nothing_is_promised(town: Town):
    await sends(town)
    assert await parked(town) == []


async def test_a_relay_that_is_busy_is_asked_again_and_gets_the_mail_once(town: Town, postbox: Postbox):
    postbox.says = "451 Later"
    await sends(town)
    assert postbox.taken == []
    postbox.says = "250 OK"
    town.forward(minutes=10)
    await town.settle()
    town.forward(minutes=10)
    await town.settle()
    assert len(postbox.taken) == 1


async def test_a_relay_that_is_gone_is_asked_again(town: Town):
    async with receiving(town.db):
        was = town.db.here.settings
    town.db.here.settings = was
    try:
        await sends(town)
        assert len(await parked(town)) == 1
        async with receiving(town.db) as box:
            town.forward(minutes=10)
            await town.settle()
        assert len(box.taken) == 1
    finally:
        town.db.here.settings = replace(was, smtp_url=None)


@pytest.mark.parametrize("part", ["says", "says_to"])
async def test_what_is_refused_for_good_is_given_up_and_holds_nobody_up(town: Town, postbox: Postbox, part: str):
    setattr(postbox, part, "550 Nobody here")
    await sends(town)
    setattr(postbox, part, "250 OK")
    await sends(town)
    assert len(postbox.taken) == 1
    assert await parked(town) == []


async def test_the_log_has_no_address_and_no_password(town: Town, postbox: Postbox, caplog: pytest.LogCaptureFixture):
    with caplog.at_level("INFO"):
        for answer in ("550 bob@mail.test is unknown", "451 bob@mail.test is busy"):
            postbox.says_to = answer
            await sends(town)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("hubbub")]
    assert ours
    assert "bob@mail.test" not in "".join(ours)


async def test_the_relay_gets_the_name_and_the_password(town: Town):
    async with receiving(town.db, "hub:open%20sesame") as box:
        await sends(town)
    assert (box.names, len(box.taken)) == ([b"hub"], 1)


async def test_a_wrong_password_holds_the_mail_and_loses_nothing(town: Town):
    async with receiving(town.db, "hub:wrong"):
        await sends(town)
        assert len(await parked(town)) == 1


@pytest.mark.parametrize("address", [
    "bob@mail.test\r\nBcc: all@mail.test", "bob@mail.test\nX: y", "a@b.test, c@d.test", "<bob@mail.test>", "bob",
    "bob@mail.test\x00", "bob smith@mail.test", '"bob"@mail.test', "bob@@mail.test", "bob@mail.test>,<c@d.test", "",
])
async def test_no_address_writes_into_a_header(town: Town, postbox: Postbox, address: str):
    with pytest.raises(Unsendable):
        await sends(town, replace(HELLO, to=address))


def test_a_subject_is_one_line(settings: configuration.Settings):
    here = replace(settings, smtp_url="smtp://relay.test")
    made = written(here, replace(HELLO, subject="Hi\r\nBcc: all@mail.test\r\n\r\nbody"), 1)
    assert made["subject"] == "Hi Bcc: all@mail.test body"
    assert made["bcc"] is None
    assert made["message-id"] == "<1@here.test>"


def test_a_relay_is_read_from_its_address(settings: configuration.Settings):
    relay = relay_of(replace(settings, smtp_url="smtps://me%40a.test:p%3Aw@relay.test"))
    assert (relay.host, relay.port, relay.tls, relay.name, relay.password) == (
        "relay.test", 465, True, "me@a.test", "p:w")
    assert relay.sender == "hubbub@here.test"
    assert "p:w" not in repr(relay)
    assert relay_of(replace(settings, smtp_url="smtp://relay.test")).port == 587


@pytest.mark.parametrize("url", ["relay.test", "http://relay.test", "smtp://", "smtp://a:secret@b:port"])
def test_an_address_that_is_none_is_said_at_the_start_without_its_password(url: str):
    with pytest.raises(configuration.Misconfigured) as problem:
        configuration.read({"HUBBUB_SMTP_URL": url})
    assert "secret" not in str(problem.value)
