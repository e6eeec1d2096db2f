"""Documents that are the same for everybody: no cookie, kept by caches, refused in plain words."""

import pytest

from hubbub.doors.web.documents import DOCUMENTS
from tests.browser import browser
from tests.town import Town, ask


async def test_a_document_knows_no_session_and_sets_no_cookie(town: Town):
    ann = await town.person("ann")
    await ann.posts("Hello")
    page = await browser(town, ann)
    mine, anybodys = await page.get("/@ann.rss"), await town.get("/@ann.rss")
    assert mine.body == anybodys.body
    for answer in (mine, anybodys):
        assert "set-cookie" not in answer.headers
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["cache-control"].startswith("public")


async def test_a_refusal_is_plain_words_and_kept_by_nobody(town: Town):
    await town.person("ann")
    answer = await town.get("/@nobody.rss")
    assert (answer.status, answer.text) == (404, "Nobody here goes by that name.")
    assert answer.headers["cache-control"] == "no-store"


async def test_a_document_has_the_same_tag_compressed_or_not(town: Town):
    ann = await town.person("ann")
    for n in range(10):
        await ann.posts(f"Hello {n}")
    plain, packed = await town.get("/@ann.rss"), await town.get("/@ann.rss", **{"accept-encoding": "gzip"})
    assert plain.headers["etag"] == packed.headers["etag"]
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) < len(plain.body)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_a_document_is_read_and_nothing_else(town: Town, method):
    await town.person("ann")
    assert (await ask(town.app, method, "/@ann.rss")).status == 404


async def test_whoever_asks_too_often_has_to_wait(town: Town):
    await town.person("ann")
    counter = town.app.state.counter
    counter.on = True
    for _ in range(DOCUMENTS.most):
        counter.take(DOCUMENTS, "127.0.0.1")
    answer = await town.get("/@ann.rss")
    assert (answer.status, answer.headers["retry-after"]) == (429, "60")
