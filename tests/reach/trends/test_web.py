"""The page to look around on."""

from hubbub.reach import trends
from tests.browser import browser
from tests.outside import Peer
from tests.reach.previews.test_previews import page as html
from tests.town import Town


async def test_a_quiet_server_says_where_else_to_look(town: Town):
    shown = (await town.get("/explore")).text
    assert "It is quiet just now" in shown
    assert shown.count('href="/explore" aria-current="page"') == 2, "in the navigation and among the tabs"
    assert 'href="/explore"' in (await town.get("/public")).text


async def test_what_trends_and_people_are_shown_to_anybody(town: Town, peer: Peer):
    peer.answers["/bread"] = html("<title>Bread</title>")
    ann, fans = await town.person("ann"), [await town.person(f"fan{n}") for n in range(3)]
    post = (await ann.posts("Bread!"))["id"]
    for fan in fans:
        await fan.posts(f"#cake {peer.url}/bread")
        await fan.post(f"/api/v1/statuses/{post}/favourite")
    await town.settle()
    async with town.db.write() as tx:
        await trends.trends.count.call(tx)
    shown = (await town.get("/explore")).text
    assert 'href="/tags/cake"' in shown
    assert "3 people</span>" in shown
    assert "3 people speak of it" in shown
    assert f'href="{peer.url}/bread"' in shown
    assert f'id="post-{post}"' in shown
    assert "People here" in shown
    await fans[0].follows(fans[1])
    await fans[1].follows(ann)
    mine = (await (await browser(town, fans[0])).get("/explore")).text
    assert "People you may want to know" in mine
    assert 'class="list__name" href="/@ann"' in mine
