"""Cards on pages."""

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
