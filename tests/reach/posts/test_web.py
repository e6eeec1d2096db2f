"""Pages of posts: writing, threads, profiles, deleting, finding."""

import re

import pytest

from tests.browser import browser
from tests.reach.media.sending import fills
from tests.town import Town


def articles(page: str) -> list[str]:
    """The posts on a page, by the ids that stand in it, in order."""
    return re.findall(r'<article class="post[^"]*" id="post-(\d+)"', page)


async def test_a_post_is_written_without_script_and_leads_back(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    answer = await page.sends("/posts", text="Hello", back="/public", visibility="quiet")
    assert (answer.status, answer.headers["location"]) == (303, "/public")
    [status] = await ann.home()
    assert (status["content"], status["visibility"]) == ("<p>Hello</p>", "unlisted")


async def test_a_script_gets_the_new_post_as_a_piece(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    answer = await page.presses("/posts", text="Hello", shows="card")
    [status] = await ann.home()
    assert articles(answer.text) == [status["id"]]
    assert "<html" not in answer.text


async def test_a_script_elsewhere_is_led_to_where_the_composer_stood(town: Town):
    page = await browser(town, await town.person("ann"))
    answer = await page.presses("/posts", text="Hello", back="/@ann")
    assert answer.headers["hx-redirect"] == "/@ann"


async def test_a_refused_post_gives_the_words_back(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    words = "word " * 1001
    answer = await page.sends("/posts", text=words, spoiler="Long", visibility="followers")
    assert answer.status == 422
    assert words.strip() in answer.text
    assert 'value="Long"' in answer.text
    assert 'name="visibility" value="followers" checked' in answer.text
    assert 'role="alert">Text is too long' in answer.text
    assert await ann.home() == []


async def test_a_script_is_told_what_is_wrong_and_keeps_its_form(town: Town):
    page = await browser(town, await town.person("ann"))
    answer = await page.presses("/posts", text="  ")
    assert answer.status == 422
    assert "Text can" in answer.text
    assert "<form" not in answer.text


async def test_a_line_s_end_counts_as_one_character_as_the_page_counts_it(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    assert (await page.sends("/posts", text="a\r\n" * 2499 + "aa")).status == 303
    assert (await page.sends("/posts", text="a\r\n" * 2499 + "aaaa")).status == 422


async def test_an_answer_names_whom_it_answers_and_is_seen_by_as_many(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Quietly", visibility="unlisted", spoiler_text="Hush")
    page = await browser(town, bob)
    shown = (await page.get(f"/compose?reply_to={post['id']}")).text
    assert ">@ann </textarea>" in shown
    assert 'name="visibility" value="quiet" checked' in shown
    assert 'value="Hush"' in shown
    assert f'name="back" value="/@ann/{post["id"]}"' in shown


async def test_what_one_may_not_see_can_neither_be_answered_nor_read_in_the_composer(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("For my followers", visibility="private")
    page = await browser(town, bob)
    assert "For my followers" not in (await page.get(f"/compose?reply_to={post['id']}")).text
    assert (await page.get(f"/@ann/{post['id']}")).status == 404
    answer = await page.sends("/posts", text="I saw", reply_to=post["id"])
    assert answer.status == 422
    assert "For my followers" not in answer.text


async def test_a_thread_shows_what_was_answered_above_and_the_answers_below(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    first = await ann.posts("One")
    second = await bob.posts("Two", in_reply_to_id=first["id"])
    third = await ann.posts("Three", in_reply_to_id=second["id"])
    fourth = await bob.posts("Four", in_reply_to_id=third["id"])
    shown = (await (await browser(town, bob)).get(f"/@bob/{second['id']}")).text
    assert articles(shown) == [first["id"], second["id"], third["id"], fourth["id"]]
    assert re.findall(r"post--focus\" id=\"post-(\d+)", shown) == [second["id"]]
    assert "thread__below--1" in shown
    assert "thread__below--2" in shown


async def test_a_visitor_reads_a_thread_and_is_asked_in_to_answer(town: Town):
    ann = await town.person("ann")
    post = await ann.posts("One")
    shown = await town.get(f"/@ann/{post['id']}")
    assert "One" in shown.text
    assert "<textarea" not in shown.text
    assert f"/sign-in?next=/@ann/{post['id']}" in shown.text


async def test_words_behind_a_warning_are_folded(town: Town):
    ann = await town.person("ann")
    await ann.posts("The end", spoiler_text="Film")
    shown = (await town.get("/@ann")).text
    assert re.search(r'<details class="post__spoiler"><summary [^>]*><span dir="auto">Film</span></summary>', shown)


async def test_a_post_is_deleted_only_after_being_asked(town: Town):
    ann = await town.person("ann")
    post = await ann.posts("Regret")
    page = await browser(town, ann)
    asked = await page.get(f"/posts/{post['id']}/delete")
    assert "Delete this post?" in asked.text
    assert len(await ann.home()) == 1
    assert (await page.sends(f"/posts/{post['id']}/delete")).headers["location"] == "/home"
    await town.settle()
    assert await ann.home() == []


async def test_nobody_deletes_what_another_wrote(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Mine")
    hidden = await ann.posts("Hidden", visibility="private")
    page = await browser(town, bob)
    for method in (page.get, page.sends):
        assert (await method(f"/posts/{post['id']}/delete")).status == 403
        assert (await method(f"/posts/{hidden['id']}/delete")).status == 404
    assert len(await ann.home()) == 2


async def test_a_profile_shows_posts_and_on_asking_replies_too(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await bob.posts("Question")
    own, reply = await ann.posts("Mine"), await ann.posts("Answer", in_reply_to_id=post["id"])
    assert articles((await town.get("/@ann")).text) == [own["id"]]
    assert articles((await town.get("/@ann?tab=replies")).text) == [reply["id"], own["id"]]


async def test_older_posts_are_a_page_without_script_and_a_piece_with_it(town: Town):
    ann = await town.person("ann")
    ids = [(await ann.posts(f"Number {n}"))["id"] for n in range(23)][::-1]
    first = (await town.get("/@ann")).text
    older = re.search(r'class="button button--quiet" href="(/@ann\?[^"]+)"', first)[1].replace("&amp;", "&")  # type: ignore[index]
    assert articles(first) == ids[:20]
    assert articles((await town.get(older)).text) == ids[20:]
    piece = (await town.get(older, **{"hx-request": "true"})).text
    assert articles(piece) == ids[20:]
    assert "<html" not in piece


async def test_somebody_who_is_gone_has_no_page(town: Town):
    assert (await town.get("/@nobody")).status == 404


async def test_a_post_is_edited_and_its_history_kept(town: Town):
    ann = await town.person("ann")
    post = await ann.posts("Helo", language="de", spoiler_text="Words")
    page = await browser(town, ann)
    assert f'href="/posts/{post["id"]}/edit"' in (await page.get(f"/@ann/{post['id']}")).text
    form = (await page.get(f"/posts/{post['id']}/edit")).text
    assert ">Helo</textarea>" in form
    assert 'value="Words"' in form
    assert '<option value="de" selected>German' in form
    answer = await page.sends(f"/posts/{post['id']}/edit", text="Hello", spoiler="", sensitive="on", language="en")
    assert (answer.status, answer.headers["location"]) == (303, f"/@ann/{post['id']}")
    status = (await ann.get(f"/api/v1/statuses/{post['id']}")).json
    assert (status["content"], status["spoiler_text"], status["language"]) == ("<p>Hello</p>", "", "en")
    assert status["sensitive"]
    assert "Helo" in (await page.get(f"/@ann/{post['id']}/history")).text


async def test_a_refused_edit_gives_the_words_back_and_changes_nothing(town: Town):
    ann = await town.person("ann")
    post = await ann.posts("Hello")
    page = await browser(town, ann)
    answer = await page.sends(f"/posts/{post['id']}/edit", text="word " * 1001, spoiler="Long")
    assert (answer.status, 'value="Long"' in answer.text, 'role="alert"' in answer.text) == (422, True, True)
    assert (await page.sends(f"/posts/{post['id']}/edit", text="Hi", language="not a language")).status == 422
    assert (await ann.get(f"/api/v1/statuses/{post['id']}")).json["content"] == "<p>Hello</p>"


async def test_nobody_edits_what_another_wrote(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    seen, unseen = await ann.posts("Hello"), await ann.posts("For me", visibility="direct")
    page = await browser(town, bob)
    assert f"/posts/{seen['id']}/edit" not in (await page.get(f"/@ann/{seen['id']}")).text
    for post, status in ((seen, 403), (unseen, 404)):
        assert (await page.get(f"/posts/{post['id']}/edit")).status == status
        assert (await page.sends(f"/posts/{post['id']}/edit", text="Mine now")).status == status
    boost = (await bob.post(f"/api/v1/statuses/{seen['id']}/reblog")).json
    assert (await page.sends(f"/posts/{boost['id']}/edit", text="Mine now")).status == 404


async def test_what_is_only_for_here_is_one_of_the_audiences(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    await page.sends("/posts", text="Among us", visibility="here")
    [status] = await ann.home()
    assert (status["visibility"], status["local_only"]) == ("public", True)
    refused = (await page.sends("/posts", text=" ", visibility="here")).text
    assert 'name="visibility" value="here" checked' in refused


async def test_the_usual_languages_stand_first_and_what_is_chosen_is_said(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    shown = (await page.get("/compose", **{"accept-language": "de-AT,fr;q=0.5"})).text
    codes = re.findall(r'<option value="([a-z]{2})"', shown[shown.index('name="language"'):])
    assert codes[:2] == ["de", "fr"]
    assert codes.count("de") == 1
    assert '<option value="de" selected>' in shown
    await page.sends("/posts", text="Guten Tag", language="de")
    assert (await ann.home())[0]["language"] == "de"


async def test_of_very_many_languages_that_are_asked_for_the_first_ones_count(town: Town):
    page = await browser(town, await town.person("ann"))
    shown = (await page.get("/compose", **{"accept-language": f"fr,{'xx,' * 10_000}de"})).text
    codes = re.findall(r'<option value="([a-z]{2})"', shown[shown.index('name="language"'):])
    assert codes[0] == "fr"
    assert codes[1] != "de"


async def test_several_posts_are_written_at_once_and_each_answers_the_one_before(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    answer = await fills(page, "/posts", [
        ("text", "One"), ("then", "Two"), ("then", "  "), ("then", "Three"), ("spoiler", "Long"),
        ("visibility", "followers"), ("reply_policy", "mentioned")])
    first, second, third = (await ann.home())[::-1]
    assert answer.headers["location"] == f"/@ann/{first['id']}"
    assert [each["content"] for each in (first, second, third)] == ["<p>One</p>", "<p>Two</p>", "<p>Three</p>"]
    assert [each["in_reply_to_id"] for each in (second, third)] == [first["id"], second["id"]]
    assert {each["visibility"] for each in (first, second, third)} == {"private"}
    assert {each["spoiler_text"] for each in (first, second, third)} == {"Long"}
    assert "Only people who are mentioned may answer." in (await page.get(f"/@ann/{third['id']}")).text


async def test_if_one_of_several_is_refused_none_goes_out(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    answer = await fills(page, "/posts", [("text", "One"), ("then", "word " * 1001)])
    assert answer.status == 422
    assert "One</textarea>" in answer.text
    assert f"{'word ' * 1000}" in answer.text
    assert await ann.home() == []


async def test_without_script_the_composer_gives_a_place_for_one_post_more(town: Town):
    page = await browser(town, await town.person("ann"))
    answer = await fills(page, "/compose", [("text", "One"), ("then", "Two"), ("more", "on")])
    assert answer.status == 200
    assert answer.text.count('name="then"') == 2
    assert "Two</textarea>" in answer.text


async def test_the_menu_of_a_post_has_what_one_may_do_with_it(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Look")
    theirs = (await (await browser(town, bob)).get(f"/@ann/{post['id']}")).text
    mine = (await (await browser(town, ann)).get(f"/@ann/{post['id']}")).text
    for mine_too, there in ((False, f'action="/mute/{ann.profile}"'), (False, f'action="/block/{ann.profile}"'),
                            (False, f'href="/report/{ann.profile}?post={post["id"]}"'),
                            (True, f'data-share="{post["url"]}"'), (True, f'data-copy="{post["url"]}"')):
        assert there in theirs
        assert (there in mine) == mine_too
    for there in (f"/posts/{post['id']}/edit", f"/posts/{post['id']}/delete", f"/posts/{post['id']}/redraft"):
        assert there in mine
        assert there not in theirs


async def test_a_long_branch_of_a_thread_is_folded_and_nothing_of_it_is_missing(town: Town):
    ann = await town.person("ann")
    root = await ann.posts("Root")
    last, said = root, []
    for n in range(9):
        last = await ann.posts(f"Answer {n}", in_reply_to_id=last["id"])
        said.append(last["id"])
    other = await ann.posts("Another branch", in_reply_to_id=root["id"])
    shown = (await town.get(f"/@ann/{root['id']}")).text
    assert articles(shown) == [root["id"], *said, other["id"]]
    assert "<summary>5 more answers</summary>" in shown
    assert shown.index(f"post-{said[3]}") < shown.index("5 more answers") < shown.index(f"post-{said[4]}")


async def test_an_open_thread_is_told_of_new_answers_but_not_of_one_s_own(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    root = await ann.posts("Root")
    page = await browser(town, ann)
    asks = f"/@ann/{root['id']}/newer?above={root['id']}"
    assert f'hx-get="{asks}"' in (await page.get(f"/@ann/{root['id']}")).text
    await ann.posts("Mine", in_reply_to_id=root["id"])
    assert "new answer" not in (await page.get(asks)).text
    answer = await bob.posts("Yours", in_reply_to_id=root["id"])
    piece = (await page.get(asks)).text
    assert "1 new answer" in piece
    assert f'href="/@ann/{root["id"]}#post-{answer["id"]}"' in piece
    hidden = await ann.posts("For followers", visibility="private")
    assert (await town.get(f"/@ann/{hidden['id']}/newer?above=1")).status == 404


async def test_an_answer_is_written_in_place_with_a_script(town: Town):
    ann = await town.person("ann")
    post = await ann.posts("Ask me")
    piece = (await (await browser(town, ann)).get(f"/compose?reply_to={post['id']}", **{"hx-request": "true"})).text
    assert "<html" not in piece
    assert f'id="words{post["id"]}"' in piece
    assert 'name="shows" value="card"' in piece


@pytest.mark.parametrize(("said", "answered"), [
    ("private", "public"), ("direct", "quiet"), ("direct", "followers"), ("mutuals", "public"), ("local", "public")])
async def test_an_answer_for_many_more_than_what_it_answers_is_asked_about_and_keeps_its_words(
    town: Town, said: str, answered: str
):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.follows(bob)
    await bob.follows(ann)
    first = await bob.posts("Among us, @ann", visibility=said)
    page, given = await browser(town, ann), {"text": "@bob Really?", "visibility": answered, "reply_to": first["id"]}
    asked = await page.sends("/posts", **given)
    assert (asked.status, "@bob Really?" in asked.text) == (422, True)
    assert f'name="wider" value="{answered}"' in asked.text
    assert (await bob.get(f"/api/v1/statuses/{first['id']}/context")).json["descendants"] == []
    assert (await page.sends("/posts", **given | {"wider": "something"})).status == 422
    assert (await page.sends("/posts", **given, wider=answered)).status == 303
    [answer] = (await bob.get(f"/api/v1/statuses/{first['id']}/context")).json["descendants"]
    assert "Really?" in answer["content"]


@pytest.mark.parametrize(("said", "answered"), [
    ("public", "public"), ("unlisted", "public"), ("private", "followers"), ("private", "mentioned"),
    ("private", "here"), ("direct", "mentioned"), ("public", "followers")])
async def test_who_answers_for_as_many_or_fewer_is_not_asked(town: Town, said: str, answered: str):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.follows(bob)
    first = await bob.posts("Hello @ann", visibility=said)
    page = await browser(town, ann)
    done = await page.sends("/posts", text="@bob Hello", visibility=answered, reply_to=first["id"])
    assert done.status == 303


async def test_a_script_is_asked_in_the_composer_before_an_answer_goes_to_many_more(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.follows(bob)
    first = await bob.posts("Among us, @ann", visibility="private")
    page, given = await browser(town, ann), {"text": "@bob Really?", "visibility": "public", "reply_to": first["id"]}
    asked = await page.presses("/posts", **given)
    assert (asked.status, asked.text.count("<button")) == (422, 1)
    assert 'value="public"' in asked.text
