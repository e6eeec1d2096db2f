"""A town in which there is something of everything that can be listed, and any number of it."""

import io
from datetime import timedelta
from typing import Any

from hubbub.base.clock import iso, now
from hubbub.reach import emoji, trends
from hubbub.relations import announcements
from hubbub.trust import rules

from ..outside import Peer
from ..reach.media.sending import sent
from ..reach.previews.test_previews import page
from ..reach.renditions.strangers import bytes_of, gradient
from ..town import Person, Town

EVERYTHING = "read write follow push profile admin:read admin:write"
PICTURE = bytes_of(gradient((40, 30)), "PNG")


class Furnished:
    """Ann's town. `names` has what each `{name}` in an address may stand for, `query` what is sent along."""

    def __init__(self, town: Town, peer: Peer, ann: Person) -> None:
        self.town, self.peer, self.ann = town, peer, ann
        self.neighbours: list[Person] = []
        self.strangers: list[Person] = []
        self.keepers: list[Person] = []
        self.posts: list[str] = []
        self.root = self.quoted = self.edited = self.filter = self.list = self.collection = ""

    async def begin(self) -> "Furnished":
        """What there is one of: posts that all answer, quote or edit, a filter, a list, and two who like it all."""
        ann = self.ann
        self.keepers = [await self.town.person(name) for name in ("keeper0", "keeper1")]
        self.quoted = (await self.keepers[0].posts("Not in any listing", visibility="unlisted"))["id"]
        self.peer.answers["/bread"] = page()
        self.root = (await ann.posts("What do you think? #bread"))["id"]
        self.edited = (await ann.posts("First words :blob0:", poll={"options": ["A", "B"], "expires_in": 3600}))["id"]
        given = {"title": "Crumbs", "context": ["home", "public", "thread"], "filter_action": "warn"}
        self.filter = (await done(ann, "POST", "/api/v2/filters", given))["id"]
        self.list = (await done(ann, "POST", "/api/v1/lists", {"title": "All"}))["id"]
        made = await done(ann, "POST", "/api/v1/collections", {"name": "All"})
        self.collection = made["collection"]["id"]
        await done(ann, "PATCH", "/api/v2/notifications/policy", {"for_not_following": "filter"})
        return self

    async def grow(self, many: int) -> None:
        """One more of each thing at a time, until there are that many."""
        for number in range(len(self.neighbours), many):
            self.peer.answers[f"/page{number}"] = page()
            await self._say(number)
            await self._befriend(await self.town.person(f"neighbour{number}"), number)
            await self._meet(await self.town.person(f"stranger{number}"), number)
            await self._keep(number)
            await self._look_after(number)
        await self.town.settle()
        await done(self.ann, "PATCH", "/api/v1/accounts/update_credentials", {"locked": True})
        for each in self.strangers:
            await done(each, "POST", f"/api/v1/accounts/{self.ann.profile}/follow")
        await done(self.ann, "PATCH", "/api/v1/accounts/update_credentials", {"locked": False})
        async with self.town.db.write() as tx:
            await trends.trends.count.call(tx)
        await self.town.settle()

    async def _say(self, number: int) -> None:
        """What the server says."""
        db = self.town.db
        await emoji.add(db, f"blob{number}", io.BytesIO(PICTURE))
        async with db.write() as tx:
            await rules.add_rule(tx, f"Rule {number}")
            said = await announcements.write(tx, announcements.Words(f"News :blob{number}: #bread"))
            await announcements.publish(tx, said)
            await announcements.react(tx, self.ann.profile, said, "👍")

    async def _befriend(self, each: Person, number: int) -> None:
        """Somebody whom ann follows and who follows her, writes of everything and answers her."""
        ann = self.ann
        await done(each, "PATCH", "/api/v1/accounts/update_credentials", {
            "display_name": f"Neighbour :blob{number}:", "note": "I bake #bread", "discoverable": True,
            "fields_attributes": [{"name": "Web", "value": "https://n.example"}]})
        await each.follows(ann)
        await ann.follows(each)
        for other in self.neighbours[:2]:
            await each.follows(other)
        await done(ann, "POST", f"/api/v1/accounts/{each.profile}/endorse")
        await done(ann, "POST", f"/api/v1/lists/{self.list}/accounts", {"account_ids": [str(each.profile)]})
        await done(ann, "POST", f"/api/v1/collections/{self.collection}/items", {"account_id": str(each.profile)})
        await done(each, "POST", "/api/v1/collections", {"name": "Mine", "account_ids": [str(ann.profile)]})
        await done(each, "POST", f"/api/v1/statuses/{self.root}/favourite")
        await done(each, "POST", f"/api/v1/statuses/{self.quoted}/reblog")
        mine = await self._writes(ann, number, "keeper0")
        await done(each, "POST", f"/api/v1/statuses/{mine['id']}/favourite")
        await self._writes(each, number, "ann")
        await self._asks(each, f"{self.peer.url}/page{number}")
        self.neighbours.append(each)

    async def _writes(self, each: Person, number: int, at: str) -> dict[str, Any]:
        """A post with all that a post may carry, which three people like."""
        picture = await sent(each, PICTURE, description="Bread")
        rich = await each.posts(
            f"Crumb{number} @{at} :blob{number}: {self.peer.url}/bread #bread #tag{number}",
            media_ids=[picture["id"]], quoted_status_id=self.quoted, language="en")
        for person in (self.ann, *self.keepers):
            await done(person, "POST", f"/api/v1/statuses/{rich['id']}/favourite")
        self.posts.append(rich["id"])
        return rich

    async def _asks(self, each: Person, link: str) -> None:
        """A poll, an answer and a word in private."""
        asks = await each.posts(f"More? #bread {link}", poll={"options": ["Yes :blob0:", "No"], "expires_in": 3600})
        await done(self.ann, "POST", f"/api/v1/polls/{asks['poll']['id']}/votes", {"choices": ["0"]})
        await done(self.ann, "POST", f"/api/v1/statuses/{asks['id']}/bookmark")
        await each.posts("@ann I like it #bread", in_reply_to_id=self.root)
        await each.posts("@ann a word in private", visibility="direct")
        self.posts.append(asks["id"])

    async def _meet(self, each: Person, number: int) -> None:
        """Somebody whom ann does not follow but her friends do, who waits to be let in; two she wants nothing of."""
        ann = self.ann
        await done(each, "PATCH", "/api/v1/accounts/update_credentials", {"discoverable": True})
        await self.neighbours[-1].follows(each)
        await self.neighbours[0].follows(each)
        rude = await each.posts(f"@{ann.name} may I? #bread #tag{number} {self.peer.url}/page{number}")
        for verb in ("block", "mute"):
            writer = self.peer.person(f"{verb}ed{number}")
            sent = await writer.sends(self.town, writer.create(writer.note("<p>Buy!</p>")))
            assert sent.status == 202, sent.text
            found = (await done(ann, "GET", f"/api/v2/search?q={writer.handle}&resolve=true"))["accounts"]
            await done(ann, "POST", f"/api/v1/accounts/{found[0]['id']}/{verb}", {"duration": 3600})
        await done(ann, "POST", "/api/v1/reports", {
            "account_id": str(each.profile), "comment": "Rude", "status_ids": [rude["id"]]})
        self.strangers.append(each)

    async def _keep(self, number: int) -> None:
        """What ann keeps for herself."""
        ann = self.ann
        words = {"status": f"Words {number} #tag{number} :blob{number}:"}
        await done(ann, "PUT", f"/api/v1/statuses/{self.edited}", words)
        await ann.posts(f"{self.peer.url}/page{number}")
        picture = await sent(ann, PICTURE)
        await done(ann, "POST", "/api/v1/statuses", {
            "status": "Later", "media_ids": [picture["id"]], "scheduled_at": iso(now() + timedelta(hours=number + 1))})
        await done(ann, "POST", f"/api/v1/tags/tag{number}/follow")
        if number < 8:  # of ten each
            given = {"name": f"Some {number}", "account_ids": [str(self.neighbours[-1].profile)]}
            await done(ann, "POST", "/api/v1/collections", given)
            await done(ann, "POST", "/api/v1/featured_tags", {"name": f"shown{number}"})
        made = await done(ann, "POST", "/api/v1/lists", {"title": f"List {number}"})
        await done(ann, "POST", f"/api/v1/lists/{made['id']}/accounts",
                   {"account_ids": [str(self.neighbours[0].profile)]})
        await done(ann, "POST", "/api/v2/filters", {
            "title": f"Filter {number}", "context": ["home"], "keywords_attributes": [{"keyword": f"crumb{number}"}]})
        await done(ann, "POST", f"/api/v2/filters/{self.filter}/keywords", {"keyword": f"crumb{number}"})
        await done(ann, "POST", f"/api/v2/filters/{self.filter}/statuses", {"status_id": self.posts[-1]})
        await done(ann, "POST", "/api/v1/domain_blocks", {"domain": f"not{number}.example"})

    async def _look_after(self, number: int) -> None:
        """What ann does as the owner of the server."""
        admin, bad = "/api/v1/admin", {"domain": f"bad{number}.example", "severity": "silence"}
        await done(self.ann, "POST", f"{admin}/domain_blocks", bad)
        await done(self.ann, "POST", f"{admin}/domain_allows", {"domain": f"good{number}.example"})
        await done(self.ann, "POST", f"{admin}/email_domain_blocks", {"domain": f"mail{number}.example"})
        await done(self.ann, "POST", f"{admin}/canonical_email_blocks", {"email": f"eve{number}@mail.example"})
        await done(self.ann, "POST", f"{admin}/ip_blocks", {"ip": f"192.0.{number}.0/24", "severity": "no_access"})

    async def names(self) -> dict[str, dict[str, str]]:
        """What the `{names}` of an address stand for, by how the address begins; the longest beginning counts."""
        groups = (await done(self.ann, "GET", "/api/v2/notifications?limit=80&grouped_types[]=favourite"))
        [group] = [each["group_key"] for each in groups["notification_groups"]
                   if each["type"] == "favourite" and each["status_id"] == self.root]
        ann, first = str(self.ann.profile), str(self.neighbours[0].profile)
        return {
            "/api/v1/accounts/": {"id": ann}, "/api/v1/accounts/{id}/lists": {"id": first},
            "/api/v1/statuses/": {"id": self.root}, "/api/v1/statuses/{id}/history": {"id": self.edited},
            "/api/v1/statuses/{id}/quotes": {"id": self.quoted},
            "/api/v1/statuses/{id}/reblogged_by": {"id": self.quoted},
            "/api/v1/lists/": {"id": self.list}, "/api/v1/timelines/list/": {"list_id": self.list},
            "/api/v1/timelines/tag/": {"hashtag": "bread"}, "/api/v2/notifications/": {"group_key": group},
            "/api/v2/filters/": {"filter_id": self.filter}, "/api/v1/collections/": {"id": self.collection},
        }

    def query(self, path: str) -> str:
        """What this address is asked about."""
        everybody = [str(each.profile) for each in [*self.neighbours, *self.strangers]]
        asked: dict[str, list[tuple[str, str]]] = {
            "/api/v1/accounts": [("id[]", each) for each in everybody],
            "/api/v1/accounts/relationships": [("id[]", each) for each in everybody],
            "/api/v1/accounts/familiar_followers": [("id[]", each) for each in everybody],
            "/api/v1/accounts/search": [("q", "neighbour")],
            "/api/v1/statuses": [("id[]", each) for each in self.posts[-40:]],
            "/api/v1/timelines/link": [("url", f"{self.peer.url}/bread")],
            "/api/v2/search": [("q", "bread")],
        }
        return "&".join(f"{name}={value}" for name, value in [*asked.get(path, []), ("limit", "80")])


async def furnished(town: Town, peer: Peer) -> Furnished:
    return await Furnished(town, peer, await town.person("ann", EVERYTHING)).begin()


async def done(person: Person, method: str, path: str, given: Any = None) -> Any:
    """What came of it, which must have been well."""
    answer = await person.call(method, path, given)
    assert answer.status == 200, (method, path, given, answer.text)
    return answer.json

