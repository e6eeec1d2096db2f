"""Quotes on pages: shown under the words, written in the composer, taken back."""

from tests.browser import browser
from tests.town import Town


async def test_a_post_is_quoted_by_the_composer_and_shown_under_the_words(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Soup <b>is</b> good")
    page = await browser(town, bob)
    assert f'href="/compose?quote={post["id"]}"' in (await page.get(f"/@ann/{post['id']}")).text
    composer = (await page.get(f"/compose?quote={post['id']}")).text
    assert f'<input type="hidden" name="quote" value="{post["id"]}">' in composer
    answer = await page.sends("/posts", text="It is", quote=post["id"], quote_policy="nobody")
    assert answer.status == 303
    [status] = (await bob.get(f"/api/v1/accounts/{bob.profile}/statuses")).json
    assert (status["quote"]["state"], status["quote_approval"]["automatic"]) == ("accepted", [])
    shown = (await page.get(f"/@bob/{status['id']}")).text
    assert "quotes__quote" in shown
    assert "Soup &lt;b&gt;is&lt;/b&gt; good" in shown
    assert status["id"] in (await (await browser(town, ann)).get(f"/posts/{post['id']}/quotes")).text


async def test_a_refused_quote_gives_the_words_back_with_the_quoted_post(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Soup", quote_approval_policy="nobody")
    page = await browser(town, bob)
    assert f'href="/compose?quote={post["id"]}"' not in (await page.get(f"/@ann/{post['id']}")).text
    answer = await page.sends("/posts", text="My words", quote=post["id"])
    assert answer.status == 422
    assert "does not let you quote" in answer.text
    assert "My words" in answer.text
    assert f'name="quote" value="{post["id"]}"' in answer.text


async def test_the_composer_shows_nothing_that_its_writer_may_not_see(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Secret", visibility="private")
    assert "Secret" not in (await (await browser(town, bob)).get(f"/compose?quote={post['id']}")).text


async def test_a_quote_that_may_not_be_shown_says_why(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Soup")
    quoting = await bob.posts("Ha", quoted_status_id=post["id"])
    page = await browser(town, ann)
    shown = (await page.get(f"/@bob/{quoting['id']}")).text
    assert f'action="/posts/{quoting["id"]}/unquote"' in shown
    answer = await page.sends(f"/posts/{quoting['id']}/unquote", back="/home")
    assert (answer.status, answer.headers["location"]) == (303, "/home")
    assert "does not want it to be quoted any more" in (await page.get(f"/@bob/{quoting['id']}")).text
    assert (await page.sends(f"/posts/{post['id']}/unquote")).status == 422


async def test_a_quoted_post_shows_no_quote_of_its_own(town: Town):
    ann = await town.person("ann")
    first = await ann.posts("Innermost")
    second = await ann.posts("Inner", quoted_status_id=first["id"])
    third = await ann.posts("Outer", quoted_status_id=second["id"])
    shown = (await town.get(f"/@ann/{third['id']}")).text
    assert "Inner<" in shown
    assert "Innermost" not in shown
