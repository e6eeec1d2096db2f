"""The page of what a post said."""

from tests.town import Town

from .test_edits import edit


async def test_an_edited_post_leads_to_what_it_said(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("First")
    where = f"/@ann/{status['id']}"
    assert f"{where}/history" not in (await town.get(where, accept="text/html")).text
    await edit(ann, status, "Second")
    assert f'href="{where}/history"' in (await town.get(where, accept="text/html")).text
    page = (await town.get(f"{where}/history", accept="text/html")).text
    assert page.index("Second") < page.index("First")


async def test_what_one_may_not_see_has_no_history(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("First", visibility="private")
    assert (await town.get(f"/@ann/{status['id']}/history", accept="text/html")).status == 404
