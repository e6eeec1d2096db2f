"""Cards on pages."""

from dataclasses import replace
from urllib.parse import urlencode

from tests.outside import Peer
from tests.town import Town

from .test_previews import page


async def test_a_card_shows_what_its_page_says_as_words(town: Town, peer: Peer):
    ann = await town.person("ann")
    peer.answers["/bread"] = page("<title>Bread &lt;script&gt;</title>")
    status = await ann.posts(f"{peer.url}/bread")
    await town.settle()
    shown = (await town.get(f"/@ann/{status['id']}", accept="text/html")).text
    assert "Bread &lt;script&gt;" in shown
    assert 'class="previews"' in shown


async def test_a_link_has_a_page_of_who_speaks_of_it(town: Town, peer: Peer):
    ann = await town.person("ann")
    peer.answers["/bread"] = page("<title>Bread</title>")
    for n in range(21):
        status = await ann.posts(f"No. {n} {peer.url}/bread")
    await town.settle()
    path = "/links?" + urlencode({"url": f"{peer.url}/bread"})
    shown = (await town.get(path)).text
    assert f'id="post-{status["id"]}"' in shown
    assert "<strong dir=\"auto\">Bread</strong>" in shown
    assert "No. 0 " not in shown
    assert "Older posts" in shown
    older = (await town.get(f"{path}&below={(await ann.posts('Hm'))['id']}")).text
    assert f'id="post-{status["id"]}"' in older
    assert (await town.get("/links?url=https://nobody.example/")).status == 404
    assert (await town.get("/links")).status == 404


async def test_the_page_of_a_link_is_for_whom_such_feeds_are(town: Town, peer: Peer):
    await (await town.person("ann")).posts(f"{peer.url}/bread")
    path, was = "/links?" + urlencode({"url": f"{peer.url}/bread"}), town.db.here.settings
    try:
        town.db.here.settings = replace(was, link_feeds=("authenticated", "authenticated"))
        assert (await town.get(path)).status == 303
        town.db.here.settings = replace(was, link_feeds=("public", "disabled"))
        assert (await town.get(path)).status == 404
    finally:
        town.db.here.settings = was
