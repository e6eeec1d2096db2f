"""The pages of newsletters, without script."""

from hubbub.base.limits import Counter
from hubbub.people import teams
from hubbub.reach import newsletters
from tests.browser import browser
from tests.postbox import Postbox
from tests.town import Town, ask

from .subscribing import READER, leaving, pass_by, reader, writer

ONE_CLICK = b"List-Unsubscribe=One-Click"
FORM = {"content-type": "application/x-www-form-urlencoded"}
HERE = "/settings/newsletter"


async def test_a_visitor_subscribes_on_a_profile_and_confirms(town: Town, postbox: Postbox):
    ann, page = await writer(town), await browser(town)
    assert "Get new posts by e-mail" in (await page.get("/@ann")).text
    path = f"/newsletters/of/{ann.profile}"
    answer = await page.sends(path, email=READER)
    assert (answer.status, "is on its way" in answer.text) == (200, True)
    await town.settle()
    link = postbox.link()
    assert "Do you want these posts by e-mail?" in (await page.get(link)).text
    assert await newsletters.count(town.db, ann.profile) == 0, "a link that is only looked at confirms nothing"
    assert "You are subscribed" in (await page.sends(link)).text
    assert await newsletters.count(town.db, ann.profile) == 1


async def test_the_form_is_for_visitors_and_where_it_is_offered(town: Town, postbox: Postbox):
    ann, page = await town.person("ann"), await browser(town)
    assert "Get new posts by e-mail" not in (await page.get("/@ann")).text
    assert (await page.get(f"/newsletters/of/{ann.profile}")).status == 404
    await writer(town)
    assert "Get new posts by e-mail" in (await page.get("/@ann")).text
    mine = await browser(town, ann)
    assert "Get new posts by e-mail" not in (await mine.get("/@ann")).text


async def test_the_answer_is_the_same_whether_the_address_is_known(town: Town, postbox: Postbox):
    ann = await writer(town)
    await reader(town, postbox, ann)
    path, said = f"/newsletters/of/{ann.profile}", []
    for email in (READER, "new@far.test"):
        page = await browser(town)
        await page.get(path)
        answer = await page.sends(path, email=email)
        said.append((answer.status, answer.text.partition("<main")[2].partition("</main>")[0]))
    assert said[0] == said[1]


async def test_what_is_no_address_is_said_beside_the_field(town: Town, postbox: Postbox):
    ann, page = await writer(town), await browser(town)
    path = f"/newsletters/of/{ann.profile}"
    await page.get(path)
    answer = await page.sends(path, email="rae@")
    assert (answer.status, "This is not an e-mail address." in answer.text) == (422, True)
    assert 'value="rae@"' in answer.text


async def test_whoever_asks_too_often_is_told_to_wait(town: Town, postbox: Postbox):
    ann, page = await writer(town), await browser(town)
    town.app.state.counter = Counter()
    path = f"/newsletters/of/{ann.profile}"
    await page.get(path)
    assert [(await page.sends(path, email=READER)).status for _ in range(6)] == [200] * 5 + [429]


async def test_a_link_that_is_looked_at_ends_nothing_and_the_button_does(town: Town, postbox: Postbox):
    ann = await writer(town)
    await reader(town, postbox, ann)
    await ann.posts("Bread is ready")
    await pass_by(town)
    page, link = await browser(town), leaving(postbox)
    assert "End these mails?" in (await page.get(link)).text
    assert await newsletters.count(town.db, ann.profile) == 1
    assert "You are not subscribed any more" in (await page.sends(link)).text
    assert await newsletters.count(town.db, ann.profile) == 0
    assert (await page.get(link)).status == 404
    assert (await page.sends(link)).status == 200, "pressed once more it is as well"


async def test_a_mail_program_ends_it_in_one_go_and_by_this_link_alone(town: Town, postbox: Postbox):
    ann = await writer(town)
    for email in (READER, "stays@far.test"):
        await reader(town, postbox, ann, email)
    await ann.posts("Bread is ready")
    await pass_by(town)
    first, second = (leaving(postbox, n) for n in (0, 1))
    crossed = first.rpartition("/")[0] + "/" + second.rpartition("/")[2]
    for wrong in (crossed, first[:-1], first + "A", first.rpartition("/")[0] + "/é"):
        assert (await ask(town.app, "POST", wrong, body=ONE_CLICK, headers=FORM)).status == 404, wrong
    assert await newsletters.count(town.db, ann.profile) == 2
    assert (await ask(town.app, "POST", first, body=ONE_CLICK, headers=FORM | {
        "sec-fetch-site": "cross-site", "origin": "https://mail.test"})).status == 200
    left = [row.email for row in await newsletters.list_own(town.db, ann.profile)]
    assert left == [mail["to"] for mail in postbox.taken[1:2]]


async def test_other_forms_need_their_token_still(town: Town, postbox: Postbox):
    ann = await writer(town)
    answer = await ask(town.app, "POST", f"/newsletters/of/{ann.profile}", body=b"email=rae%40far.test", headers=FORM)
    assert answer.status == 403


async def test_an_owner_switches_it_on_and_off(town: Town, postbox: Postbox):
    ann = await town.person("ann")
    page = await browser(town, ann)
    assert "checked" not in (await page.get(HERE)).text.partition('name="on"')[2].partition(">")[0]
    assert (await page.sends(HERE, on="on")).status == 303
    assert await newsletters.enabled(town.db, ann.profile)
    assert (await page.sends(HERE)).status == 303
    assert not await newsletters.enabled(town.db, ann.profile)


async def test_an_owner_sees_counts_removes_and_takes_along_the_subscribers(town: Town, postbox: Postbox):
    ann = await writer(town)
    page = await browser(town, ann)
    assert "/subscribers.csv" not in (await page.get("/settings/transfers")).text
    for email in (READER, "stays@far.test"):
        await reader(town, postbox, ann, email)
    shown = (await page.get(HERE)).text
    assert ("2 people have confirmed" in shown, READER in shown) == (True, True)
    assert "/subscribers.csv" in (await page.get("/settings/transfers")).text
    table = await page.get(f"{HERE}/subscribers.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert {line.partition(",")[0] for line in table.text.splitlines()[1:]} == {READER, "stays@far.test"}
    (gone,) = [row.id for row in await newsletters.list_own(town.db, ann.profile) if row.email == READER]
    await page.get(HERE)
    assert (await page.sends(f"{HERE}/subscribers/{gone}/remove", sure="on")).status == 303
    assert [row.email for row in await newsletters.list_own(town.db, ann.profile)] == ["stays@far.test"]


async def test_another_owner_and_an_editor_of_the_profile_get_no_address(town: Town, postbox: Postbox):
    ann, bob = await writer(town), await writer(town, "bob")
    await reader(town, postbox, ann)
    (row,) = await newsletters.list_own(town.db, ann.profile)
    page = await browser(town, bob)
    assert READER not in (await page.get(HERE)).text
    assert (await page.sends(f"{HERE}/subscribers/{row.id}/remove", sure="on")).status == 404
    async with town.db.write() as tx:
        await teams.join(tx, ann.profile, ann.account, teams.Role.EDITOR)
    as_editor = await browser(town, ann)
    assert (await as_editor.get(HERE)).status == 403
    assert (await as_editor.get(f"{HERE}/subscribers.csv")).status == 403
    assert await newsletters.count(town.db, ann.profile) == 1


async def test_a_server_that_sends_no_mail_says_so(town: Town):
    page = await browser(town, await town.person("ann"))
    assert "sends no mail" in (await page.get(HERE)).text
