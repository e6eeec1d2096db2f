"""Something that somebody writes at random through the client API."""

import random
from collections.abc import Sequence
from typing import Any, Protocol


class Author(Protocol):
    """Whoever writes: with a profile, a list of their own, and a way to call the API."""

    profile: str
    list: str

    async def call(self, method: str, path: str, given: object = None) -> Any: ...


async def one_write(chance: random.Random, people: Sequence[Author], posts: list[str]) -> str:
    me, other = chance.sample(list(people), 2)
    what = chance.choices(
        ("post", "reply", "delete", "favourite", "unfavourite", "reblog", "unreblog", "bookmark", "follow", "unfollow",
         "mute", "unmute", "block", "unblock", "rename", "ask", "vote", "filter", "unfilter", "quote",
         "policy", "revoke", "edit", "pin", "unpin", "lock", "grant", "list", "unlist", "relist", "clear", "shun"),
        (8, 4, 2, 5, 2, 4, 2, 2, 4, 1, 1, 1, 0.5, 1, 2, 2, 4, 2, 1, 6, 2, 2, 4, 2, 1, 1, 3, 5, 2, 1, 0.5, 0.3),
    )[0]
    if not await _stands(chance, what, me, other) and not await _keeps_out(chance, what, me):
        await _writes(chance, what, me, posts)
    return what


async def _stands(chance: random.Random, what: str, me: Author, other: Author) -> bool:
    """What is done with people; False if the deed is none of these."""
    if what in ("follow", "unfollow", "mute", "unmute", "block", "unblock"):
        await me.call("POST", f"/api/v1/accounts/{other.profile}/{what}")
    elif what in ("list", "unlist"):
        if what == "list" and chance.random() < 0.5:  # only whom one follows; of them nothing else changes
            await me.call("POST", f"/api/v1/accounts/{other.profile}/follow")
        await me.call("POST" if what == "list" else "DELETE", f"/api/v1/lists/{me.list}/accounts",
                      {"account_ids": [other.profile]})
    elif what == "relist":
        policy = chance.choice(["followed", "list", "none"])
        await me.call("PUT", f"/api/v1/lists/{me.list}", {"title": "Harbour", "replies_policy": policy})
    elif what == "lock":
        await me.call("PATCH", "/api/v1/accounts/update_credentials", {"locked": chance.choice([True, False])})
    elif what == "grant":
        waiting = await me.call("GET", "/api/v1/follow_requests")
        for each in waiting[:1] if isinstance(waiting, list) else ():
            verb = chance.choice(["authorize", "authorize", "reject"])
            await me.call("POST", f"/api/v1/follow_requests/{each['id']}/{verb}")
    elif what == "clear":
        await me.call("POST", "/api/v2/notifications/clear")
    elif what == "shun":
        await me.call(chance.choice(["POST", "DELETE"]), "/api/v1/domain_blocks", {"domain": "far.example"})
    elif what == "rename":
        await me.call("PATCH", "/api/v1/accounts/update_credentials", {"display_name": f"N{chance.random():.3f}"})
    else:
        return False
    return True


async def _keeps_out(chance: random.Random, what: str, me: Author) -> bool:
    """What is done with filters."""
    if what == "filter":
        rows = [{"keyword": f"0.{chance.randrange(10)}", "whole_word": False}]
        given = {"title": "Not now", "context": ["home"], "keywords_attributes": rows}
        await me.call("POST", "/api/v2/filters", given)
    elif what == "unfilter":
        mine = await me.call("GET", "/api/v2/filters")
        for each in mine[:1] if isinstance(mine, list) else ():
            await me.call("DELETE", f"/api/v2/filters/{each['id']}")
    else:
        return False
    return True


async def _writes(chance: random.Random, what: str, me: Author, posts: list[str]) -> None:
    """What is done with posts."""
    if what == "post" or not posts:
        visibility = chance.choice(["public", "public", "unlisted", "private", "direct"])
        words = f"Word {chance.random()} #word"
        made = await me.call("POST", "/api/v1/statuses", {"status": words, "visibility": visibility})
        posts.extend([made["id"]] if "id" in made else [])
    elif what == "ask":
        made = await me.call("POST", "/api/v1/statuses", {
            "status": "Lunch?", "poll": {"options": ["Soup", "Salad"], "expires_in": 3600}})
        posts.extend([made["id"]] if "id" in made else [])
    elif what == "vote":
        await me.call("POST", f"/api/v1/polls/{chance.choice(posts)}/votes", {"choices": [chance.randrange(2)]})
    elif what == "edit":
        await me.call("PUT", f"/api/v1/statuses/{chance.choice(posts)}", {
            "status": f"Other {chance.random()} {chance.choice(('#word', '#other', ''))}"})
    elif what == "reply":
        made = await me.call("POST", "/api/v1/statuses", {"status": "So", "in_reply_to_id": chance.choice(posts)})
        posts.extend([made["id"]] if "id" in made else [])
    elif what == "quote":
        policy = chance.choice(["public", "public", "followers", "nobody"])
        made = await me.call("POST", "/api/v1/statuses", {
            "status": "Look", "quoted_status_id": chance.choice(posts), "quote_approval_policy": policy})
        posts.extend([made["id"]] if "id" in made else [])
    elif what == "policy":
        await me.call("PUT", f"/api/v1/statuses/{chance.choice(posts)}/interaction_policy",
                      {"quote_approval_policy": chance.choice(["public", "followers", "nobody"])})
    elif what == "revoke":
        for post in chance.sample(posts, min(len(posts), 4)):
            for quoting in await me.call("GET", f"/api/v1/statuses/{post}/quotes"):
                if isinstance(quoting, dict):
                    await me.call("POST", f"/api/v1/statuses/{post}/quotes/{quoting['id']}/revoke")
    elif what == "delete":
        await me.call("DELETE", f"/api/v1/statuses/{chance.choice(posts)}")
    else:
        await me.call("POST", f"/api/v1/statuses/{chance.choice(posts)}/{what}")
