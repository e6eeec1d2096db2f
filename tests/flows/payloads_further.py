"""Payloads where fewer look: what one keeps for oneself, what owners say and read, and what letters lead to."""

import asyncio
import csv
import hashlib
import io
import json
from datetime import timedelta
from decimal import Decimal
from urllib.parse import quote

from hubbub.base import ids
from hubbub.base.clock import iso, now
from hubbub.base.db import Db, Tx
from hubbub.base.ids import AccountId, ProfileId
from hubbub.people import accounts, invites, profiles, teams
from hubbub.reach import emoji, newsletters
from hubbub.relations import announcements
from hubbub.studio import campaigns, goals, reports
from hubbub.trust import moderation, rules, transfers
from tests.flows.payloads import MARKED, PAYLOADS, PICTURE, RUNS
from tests.served import PASSWORD, Served, eventually

SECRET = "known-to-this-test"


def writes_further(here: Served) -> dict[str, str]:
    """What Ann, who owns the server, keeps of Mallory's, answers, writes herself and is told; paths to look at."""
    ann, mallory = here.token("ann"), here.token("mallory")
    theirs = here.get(f"/api/v1/accounts/{_number(here, 'mallory')}/statuses", ann)
    for each in theirs[:5]:
        here.post(f"/api/v1/statuses/{each['id']}/bookmark", ann)
        here.post(f"/api/v1/statuses/{each['id']}/favourite", ann)
    mine = here.post("/api/v1/statuses", ann, status="\n".join(PAYLOADS[:5]), spoiler_text=PAYLOADS[0])
    here.post("/api/v1/statuses", mallory, status=PAYLOADS[1], quoted_status_id=mine["id"])
    later = here.post("/api/v1/statuses", ann, status="\n".join(PAYLOADS[:5]), spoiler_text=PAYLOADS[3],
                      scheduled_at=iso(now() + timedelta(days=30)))
    here.post("/api/v1/tags/soup/follow", ann)
    post = f"/posts/{mine['id']}"
    known = _number(here, "mallory")
    own = here.post("/api/v1/collections", ann, name="<b onclick=window.ran=1>", description=PAYLOADS[1],
                    account_ids=[known])["collection"]
    return {
        "collections": "/collections", "collected": "/collections/in", "another": f"/collections/new?profile={known}",
        "changed": f"/collections/{own['id']}/edit", "with": f"/collections/with/{known}",
        "languages": f"/following/{known}/languages",
        "kept": "/bookmarks", "liked": "/favourites", "drafts": "/drafts", "draft": f"/drafts/{later['id']}",
        "edit": f"{post}/edit", "delete": f"{post}/delete", "redraft": f"{post}/redraft", "quotes": f"{post}/quotes",
        "meant": f"/intents?object={quote(PAYLOADS[1])}",
    } | _pages_of_answers(here, ann) | here.beside(_says) | here.beside(_reads) | here.beside(sends)


def _number(here: Served, name: str) -> str:
    return str(here.get(f"/api/v1/accounts/lookup?acct={name}", here.token("ann"))["id"])


def _pages_of_answers(here: Served, ann: str) -> dict[str, str]:
    """People with a payload for a name: who waits to follow and to be heard, who is blocked, and who is muted."""
    here.ask("PATCH", "/api/v1/accounts/update_credentials", {"locked": True}, token=ann)
    here.ask("PATCH", "/api/v2/notifications/policy", {"for_not_following": "filter"}, token=ann)
    for words, name in zip(PAYLOADS[:3], ("peggy", "oscar", "victor"), strict=True):
        here.ask("PATCH", "/api/v1/accounts/update_credentials", {"display_name": words[:100]}, token=here.person(name))
    here.post(f"/api/v1/accounts/{_number(here, 'ann')}/follow", here.token("peggy"))
    here.post("/api/v1/statuses", here.token("peggy"), status=f"@ann {PAYLOADS[1]}")
    here.post(f"/api/v1/accounts/{_number(here, 'oscar')}/block", ann)
    here.post(f"/api/v1/accounts/{_number(here, 'victor')}/mute", ann)
    [waits] = eventually(lambda: here.get("/api/v1/notifications/requests", ann))
    return {
        "who asks": "/follow-requests", "who waits": "/notifications/requests",
        "what they say": f"/notifications/requests/{waits['id']}", "blocked": "/settings/blocked",
        "muted": "/settings/muted",
    }


async def _ann(db: Db) -> tuple[ProfileId, AccountId]:
    profile = await profiles.look_up(db, "ann")
    assert profile is not None
    account = await teams.owner_of(db, profile)
    assert account is not None
    return profile, account


async def _says(db: Db) -> dict[str, str]:
    """Ann tells everybody who runs the server, what holds on it and what is new."""
    _, account = await _ann(db)
    async with db.write() as tx:
        for kind, longest in rules.KINDS.items():
            if kind != "contact":
                await rules.write(tx, kind, "\n\n".join([*PAYLOADS, *MARKED])[:longest])
        await rules.add_rule(tx, PAYLOADS[1], "\n".join(PAYLOADS[:5]))
        said = await announcements.write(tx, announcements.Words("\n\n".join([*PAYLOADS[:8], *MARKED])))
        await announcements.publish(tx, said)
        invited = await invites.make(tx, account, None, None)
    await emoji.add(db, "soup", io.BytesIO(PICTURE), PAYLOADS[1])
    return {
        "front": "/", "about": "/about", "privacy": "/privacy", "terms": "/terms", "server": "/settings/server",
        "emoji": "/settings/emoji", "announcements": "/settings/announcements",
        "announcement": f"/settings/announcements/{said}", "invited": f"/invite/{invited.code}",
    }


async def _reads(db: Db) -> dict[str, str]:
    """What Ann is told as the owner of the server and of her profile: much of it by strangers and their servers."""
    profile, account = await _ann(db)
    mallory = await profiles.look_up(db, "mallory")
    assert mallory is not None
    async with db.write() as tx:
        await accounts.admitting.choose(tx, account, "approval")
        await moderation.act(tx, account, mallory, moderation.Action("none", "\n".join(PAYLOADS[:5])))
        table = io.StringIO()
        csv.writer(table).writerows([words, "true"] for words in PAYLOADS)
        transfer = await transfers.begin(tx, profile, "following", table.getvalue().encode(), "merge")
        paths = await _counts(tx, profile)
    await accounts.create(db, accounts.SignUp("pat", "pat@mail.test", PASSWORD, reason="\n".join(PAYLOADS[:5])))
    while (await transfers.get(db, profile, transfer)).ended_at is None:
        await asyncio.sleep(0.02)  # the worker's part
    async with db.alone() as connection:
        # Where these words come from, somebody must have broken something first.
        await connection.execute("UPDATE hosts SET software = $1, error = $2, failed_at = now()", *PAYLOADS[:2])
        await connection.execute(
            "INSERT INTO jobs (name, args, run_at, error, parked_at) VALUES ($1, $2, now(), $3, now())",
            PAYLOADS[0], json.dumps(PAYLOADS[:3]), PAYLOADS[1])
        await connection.execute(
            """INSERT INTO passkeys (id, account_id, credential_id, public_key, name, made_at)
               VALUES ($1, $2, '', '', $3, now())""", ids.new(), account, PAYLOADS[1])
        await connection.execute(
            "INSERT INTO aliases (profile_id, uri, id) VALUES ($1, $2, $3)", profile, PAYLOADS[3], ids.new())
    return paths | {
        "to be let in": "/settings/people", "judged": f"/settings/people/{mallory}",
        "transfer": f"/settings/transfers/{transfer}", "all servers": "/settings/servers?all=1",
        "stuck": "/settings/stuck", "passkeys": "/settings/passkeys", "moving": "/settings/moving",
        "sessions": "/settings/sessions",
    }


async def _counts(tx: Tx, profile: ProfileId) -> dict[str, str]:
    """A campaign, where its link leads, a goal with what a shop said of it, and a cost."""
    campaign = await campaigns.open_campaign(tx, profile, PAYLOADS[0])
    code = await campaigns.shorten(tx, profile, campaign, f"https://a.example/\"><svg/onload={RUNS}>?'><script>{RUNS}")
    goal, _ = await goals.open_goal(tx, profile, PAYLOADS[1], Decimal(1), "EUR")
    for words in PAYLOADS[:5]:
        await goals.convert(tx, await goals.get(tx, profile, goal), goals.Given(words))
    await reports.enter_cost(tx, profile, reports.Spent(
        "media", "EUR", now().date(), hours=Decimal(1), rate=Decimal(1), note=PAYLOADS[2]), campaign)
    return {
        "campaigns": "/studio/campaigns", "campaign": f"/studio/campaigns/{campaign}", "where to": f"/l/{code}+",
        "goals": "/studio/goals", "goal": f"/studio/goals/{goal}", "report": "/studio/report",
    }


async def sends(db: Db) -> dict[str, str]:
    """Mallory's newsletter with somebody who has not yet confirmed it and somebody who may leave it; Ann's, whose
    subscriber is called as no address is that could be typed. Each time anew, since a link is good once."""
    mallory, (ann, _) = await profiles.look_up(db, "mallory"), await _ann(db)
    assert mallory is not None
    reader = ids.new()
    async with db.write() as tx:
        for profile in (mallory, ann):
            await newsletters.switch(tx, profile, on=True)
    async with db.alone() as connection:
        await connection.execute("DELETE FROM newsletter_subscribers")
        for number, whose, email, secret_hash, confirmed_at in (
            (reader, mallory, "rae@far.test", None, now()), (ids.new(), ann, PAYLOADS[3], None, now()),
            (ids.new(), mallory, "new@far.test", hashlib.sha256(SECRET.encode()).digest(), None),
        ):
            await connection.execute(
                """INSERT INTO newsletter_subscribers
                       (id, profile_id, email, locale, secret_hash, asked_at, asked_count, confirmed_at)
                   VALUES ($1, $2, $3, 'en', $4, now(), 1, $5)""", number, whose, email, secret_hash, confirmed_at)
    return {
        "offered": f"/newsletters/of/{mallory}", "confirm": f"/newsletters/confirm/{SECRET}",
        "leave": f"/newsletters/{reader}/{newsletters.newsletters.leaving(db, reader)}",
        "subscribers": "/settings/newsletter", "mistyped": f"/confirm/{quote(PAYLOADS[1])}",
    }
