"""Who subscribes: only who has confirmed it, asked seldom, told apart by nobody, and followed when they join."""

from hubbub.base.limits import Counter
from hubbub.people import accounts, follows, profiles
from hubbub.reach import newsletters
from tests.browser import browser
from tests.postbox import Postbox, receiving
from tests.town import Town

from .subscribing import READER, asks, pass_by, reader, writer


async def test_nothing_is_sent_to_an_address_that_has_not_confirmed(town: Town, postbox: Postbox):
    ann = await writer(town)
    await asks(town, ann)
    await ann.posts("Bread is ready")
    await pass_by(town)
    assert [mail["subject"] for mail in postbox.taken] == ["Do you want new posts by @ann@here.test?"]
    assert await newsletters.count(town.db, ann.profile) == 0


async def test_of_the_link_only_a_hash_is_kept(town: Town, postbox: Postbox):
    ann = await writer(town)
    await asks(town, ann)
    await town.settle()
    secret = postbox.link().rpartition("/")[2]
    async with town.db.alone() as connection:
        rows = await connection.fetch("SELECT s::text AS kept FROM newsletter_subscribers s")
    assert len(rows) == 1
    assert secret not in rows[0]["kept"]
    assert secret.encode().hex() not in rows[0]["kept"]


async def test_an_address_gets_few_questions_in_a_day_whoever_is_asked_for(town: Town):
    people = [await writer(town, name) for name in ("ann", "bob", "cas", "dan", "eve", "fay", "gus")]
    async with receiving(town.db) as postbox:
        town.app.state.counter = Counter(on=False)  # as it is where many callers ask
        for person in people:
            await asks(town, person)
            await asks(town, person, READER.upper())
        await town.settle()
        assert len(postbox.taken) == 5
        town.forward(days=1.1)
        await asks(town, people[-1])
        await town.settle()
        assert len(postbox.taken) == 6


async def test_the_same_question_is_asked_thrice_at_most_and_not_within_the_hour(town: Town, postbox: Postbox):
    ann = await writer(town)
    for sent in (1, 2, 3, 3):
        for _ in range(2):
            await asks(town, ann)
            await town.settle()
        assert len(postbox.taken) == sent
        town.forward(hours=1.1)


async def test_whoever_is_subscribed_is_not_asked_again_and_the_answer_is_the_same(town: Town, postbox: Postbox):
    ann = await writer(town)
    first = await asks(town, ann, "new@far.test")
    await reader(town, postbox, ann)
    await town.settle()
    postbox.taken.clear()
    town.forward(hours=3)
    again = await asks(town, ann)
    await town.settle()
    assert (again.status, again.body) == (first.status, first.body)
    assert postbox.taken == []


async def test_a_link_is_good_once_and_for_a_week(town: Town, postbox: Postbox):
    ann, page = await writer(town), await browser(town)
    await asks(town, ann)
    await town.settle()
    link = postbox.link()
    await page.get(link)
    assert (await page.sends(link)).status == 200
    assert (await page.sends(link)).status == 404
    await asks(town, ann, "late@far.test")
    await town.settle()
    town.forward(days=7.1)
    assert (await page.get(postbox.link())).status == 404


async def test_an_address_that_is_not_confirmed_is_forgotten_after_a_week(town: Town, postbox: Postbox):
    ann = await writer(town)
    await reader(town, postbox, ann, "stays@far.test")
    await asks(town, ann)
    await town.settle()
    town.forward(days=7.1)
    await town.settle()
    async with town.db.alone() as connection:
        rows = await connection.fetch("SELECT email FROM newsletter_subscribers")
    assert [row["email"] for row in rows] == ["stays@far.test"]


async def joins(town: Town, postbox: Postbox, email: str) -> profiles.Profile:
    """Somebody signs up with this address and confirms it."""
    page = await browser(town)
    await page.get("/sign-up")
    await page.sends("/sign-up", name="rae", email=email, password="a good password")
    await town.settle()
    link = postbox.link()
    await page.get(link)
    await page.sends(link)
    await town.settle()
    found = await profiles.look_up(town.db, "rae")
    assert found is not None
    return await profiles.get(town.db, found)


async def test_a_subscriber_who_joins_follows_and_gets_no_more_mail(town: Town, postbox: Postbox):
    ann = await writer(town)
    await reader(town, postbox, ann)
    rae = await joins(town, postbox, READER.capitalize())
    assert [row.profile for row in await follows.list_followed(town.db, rae.id)] == [ann.profile]
    assert await newsletters.count(town.db, ann.profile) == 0


async def test_whoever_signs_up_with_the_address_of_another_changes_nothing_until_they_confirm_it(
    town: Town, postbox: Postbox
):
    ann = await writer(town)
    await reader(town, postbox, ann)
    await accounts.create(town.db, accounts.SignUp("rae", READER, "a good password"))
    await town.settle()
    assert await newsletters.count(town.db, ann.profile) == 1


async def test_who_must_be_let_in_first_keeps_getting_mail_until_then(town: Town, postbox: Postbox):
    ann = await town.person("ann")
    await ann.call("PATCH", "/api/v1/accounts/update_credentials", {"locked": True})
    await writer(town)
    await reader(town, postbox, ann)
    await joins(town, postbox, READER)
    assert await newsletters.count(town.db, ann.profile) == 1


async def test_with_a_profile_everything_of_its_newsletter_is_gone(town: Town, postbox: Postbox):
    await town.person("ann")
    bob = await writer(town, "bob")
    await reader(town, postbox, bob)
    await bob.posts("Bread is ready")
    await town.settle()
    async with town.db.write() as tx:
        await profiles.remove(tx, bob.profile)
    await pass_by(town)
    async with town.db.alone() as connection:
        for table in ("newsletters", "newsletter_subscribers", "newsletter_posts", "newsletter_issues"):
            assert await connection.fetch(f"SELECT 1 FROM {table}") == [], table
    assert postbox.taken == []
