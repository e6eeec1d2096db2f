"""The page of files, and the files."""

import re

from hubbub.reach import lists
from tests.browser import Browser, browser
from tests.town import Answer, Town, ask


async def brings(page: Browser, text: str, **given: str) -> Answer:
    pieces = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
              for name, value in ({"csrf": page.csrf} | given).items()]
    file = f'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n{text}\r\n--b--\r\n'
    return await ask(page.town.app, "POST", "/settings/transfers", body=("".join(pieces) + file).encode(), headers={
        "cookie": "; ".join(f"{name}={value}" for name, value in page.cookies.items()),
        "content-type": "multipart/form-data; boundary=b"})


async def test_a_file_is_brought_its_progress_is_shown_and_what_failed_by_its_line(town: Town):
    ann, _ = await town.person("ann"), await town.person("bob")
    page = await browser(town, ann)
    await page.get("/settings/transfers")
    assert (await brings(page, "", kind="following", mode="merge")).status == 422
    assert (await brings(page, "x", kind="pets", mode="merge")).status == 422
    done = await brings(page, "bob@here.test\n<b>@here.test", kind="following", mode="merge")
    shown = (await page.get(done.headers["location"])).text
    assert ("0 of 2 lines" in shown, "every 3s" in shown) == (True, True)
    await town.settle()
    shown = (await page.get(done.headers["location"], **{"hx-request": "true"})).text
    assert shown.startswith("<div")
    assert ("2 of 2 lines" in shown, "every 3s" in shown, "&lt;b&gt;@here.test" in shown) == (True, False, True)
    other = await browser(town, await town.person("cat"))
    assert (await other.get(done.headers["location"])).status == 404


async def test_what_is_taken_is_what_mastodon_reads_and_no_spreadsheet_runs(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.follows(bob)
    async with town.db.write() as tx:
        for title in ("=HYPERLINK(1)", "@SUM(1)", "+1", "-1"):
            made = await lists.create(tx, ann.profile, title)
            await lists.add(tx, ann.profile, made.id, [bob.profile])
    page = await browser(town, ann)
    links = re.findall(r'href="(/settings/transfers/take/\w+\.csv)"', (await page.get("/settings/transfers")).text)
    assert len(links) == 6
    files = {path.rpartition("/")[2]: await page.get(path) for path in links}
    assert {file.status for file in files.values()} == {200}
    assert files["following.csv"].text == (
        "Account address,Show boosts,Notify on new posts,Languages\r\nbob@here.test,true,false,\r\n")
    assert [line.split(",")[0] for line in files["lists.csv"].text.split()] == [
        "'=HYPERLINK(1)", "'@SUM(1)", "'+1", "'-1"]
    assert "attachment" in files["blocks.csv"].headers["content-disposition"]
    assert (await page.get("/settings/transfers/take/passwords.csv")).status == 404
    assert (await town.get("/settings/transfers/take/following.csv")).status == 303
