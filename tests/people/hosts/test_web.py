"""How other servers take what is sent to them, for those who run this one."""

from hubbub.base.jobs import WORKS, errand
from hubbub.people import hosts
from tests.browser import Browser, browser
from tests.doors.fediverse.test_delivery import follower, let_pass, reached
from tests.outside import Peer
from tests.town import Person, Town


async def one_away(town: Town, peer: Peer) -> tuple[Person, dict[str, str], Browser]:
    """Ann's post that waits for a server which does not answer, and Ann at the page."""
    ann = await town.person("ann")
    await follower(town, peer, ann)
    await peer.stop()
    status = await ann.posts("Are you there?")
    await town.settle()
    return ann, status, await browser(town, ann)


async def test_a_server_that_does_not_answer_is_shown_with_what_waits(town: Town, peer: Peer):
    _, _, page = await one_away(town, peer)
    shown = (await page.get("/settings/servers")).text
    for words in (peer.host, "tried again", "draft-cavage", "Cannot connect"):
        assert words in shown, words
    await let_pass(town, 8 * 24, 12)
    assert ">held<" in (await page.get("/settings/servers")).text


async def test_a_server_without_trouble_is_only_among_all(town: Town, peer: Peer):
    ann = await town.person("ann")
    await follower(town, peer, ann)
    page = await browser(town, ann)
    assert peer.host not in (await page.get("/settings/servers")).text
    assert peer.host in (await page.get("/settings/servers?all=1")).text
    assert peer.host in (await page.get("/settings/servers?name=LOCAL")).text
    assert peer.host not in (await page.get("/settings/servers?name=_ocal")).text


async def test_trying_now_does_not_wait(town: Town, peer: Peer):
    ann, status, page = await one_away(town, peer)
    await let_pass(town, 8 * 24, 12)
    await peer.start()
    await page.get("/settings/servers")
    await page.sends("/settings/servers", host=peer.host, what="try")
    await town.settle()
    assert await reached(ann, status) == (1, 1)


async def test_what_is_held_waits_until_it_is_let_go(town: Town, peer: Peer):
    ann, _, page = await one_away(town, peer)
    await page.get("/settings/servers")
    await page.sends("/settings/servers", host=peer.host, what="hold")
    assert "held by hand" in (await page.get("/settings/servers")).text
    await peer.start()
    status = await ann.posts("More")
    await let_pass(town, 30 * 24, 48)
    assert peer.received("Create") == []
    await page.sends("/settings/servers", host=peer.host, what="try")
    await town.settle()
    assert len(peer.received("Create")) == 2
    assert await reached(ann, status) == (1, 1)


async def test_forgetting_a_server_throws_away_what_waits_for_it(town: Town, peer: Peer):
    ann, status, page = await one_away(town, peer)
    await page.get("/settings/servers")
    asked = await page.sends("/settings/servers", host=peer.host, what="forget")
    assert f"Forget {peer.host}?" in asked.text
    assert peer.host in (await page.get("/settings/servers?all=1")).text, "it is asked first"
    await page.sends("/settings/servers", host=peer.host, what="forget", sure="on")
    await town.settle()
    await peer.start()
    town.forward(hours=1)
    await town.settle()
    assert peer.received("Create") == []
    assert await hosts.find(town.db, peer.host) is None
    async with town.db.alone() as connection:
        assert await connection.fetchval("SELECT gave_up_at IS NOT NULL FROM deliveries WHERE post_id = $1",
                                         int(status["id"]))
    await ann.posts("Again")
    await town.settle()
    assert len(peer.received("Create")) == 1


async def test_what_got_stuck_is_tried_again_or_thrown_away(town: Town):
    done: list[str] = []

    @errand(tries=1)
    async def stumble(db: object, word: str) -> None:
        if len(done) < 2:
            done.append(word)
            raise ZeroDivisionError("<b>a bug</b>")
        done.append(word)

    ann = await town.person("ann")
    page = await browser(town, ann)
    try:
        async with town.db.write() as tx:
            await stumble.batch(tx, [{"word": "one"}, {"word": "two"}])
        await town.settle()
        assert "jobs got stuck" in (await page.get("/settings/servers")).text
        shown = (await page.get("/settings/stuck")).text
        assert "ZeroDivisionError: &lt;b&gt;a bug&lt;/b&gt;" in shown
        async with town.db.alone() as connection:
            one, two = [row[0] for row in await connection.fetch("SELECT id FROM jobs ORDER BY id")]
        await page.sends(f"/settings/stuck/{one}", what="again")
        assert "Throw it away?" in (await page.sends(f"/settings/stuck/{two}", what="forget")).text
        assert 'href="/settings/servers" aria-current="page"' in shown
        await page.sends(f"/settings/stuck/{two}", what="forget", sure="on")
        await town.settle()
        assert sorted(done) == ["one", "one", "two"]
        assert "Nothing is stuck" in (await page.get("/settings/stuck")).text
    finally:
        WORKS.pop(stumble.name)


async def test_nobody_else_sees_the_pages_and_nonsense_is_refused(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page = await browser(town, bob)
    for path in ("/settings/servers", "/settings/stuck"):
        assert (await page.get(path)).status == 404
    assert (await page.sends("/settings/servers", host="x.test", what="forget")).status == 404
    desk = await browser(town, ann)
    assert (await desk.sends("/settings/servers", host="x.test", what="try")).status == 404
    assert (await desk.sends("/settings/servers", host="x.test", what="paint")).status == 422
    assert (await town.get("/settings/servers")).status == 303
