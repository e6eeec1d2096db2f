"""Rules and papers: written by the owner, kept in every version."""

import re
from collections.abc import Sequence
from datetime import date

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid, NotFound

from . import store
from .store import Paper, Rule, RuleId

# The kinds of papers, and how long each may be.
KINDS = {"title": 100, "summary": 500, "about": 50_000, "contact": 254, "privacy": 100_000, "terms": 100_000}
LONGEST_RULE, LONGEST_HINT, MOST_RULES = 500, 2000, 100
_EMAIL = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]{1,189}")


async def list_rules(db: Read) -> list[Rule]:
    """The rules that hold, in their order."""
    return await db.all(store.RULES)


async def list_by_ids(db: Read, rules: Sequence[RuleId]) -> list[Rule]:
    """These rules, also those that hold no more."""
    return await db.all(store.BY_IDS, ids=list(rules)) if rules else []


async def add_rule(tx: Tx, text: str, hint: str = "") -> RuleId:
    """One more rule, at the end. Raises `Invalid` by field."""
    text, hint = _checked(text, hint)
    if len(await list_rules(tx)) >= MOST_RULES:
        raise Invalid("There are {most} rules already.", field="text", most=MOST_RULES)
    rule = RuleId(ids.new())
    await tx.run(store.ADD_RULE, id=rule, text=text, hint=hint, now=now())
    tx.say("instance", rule)
    return rule


async def edit_rule(tx: Tx, rule: RuleId, text: str, hint: str = "") -> None:
    """Other words for a rule. Raises `Invalid` by field, `NotFound`."""
    text, hint = _checked(text, hint)
    if not await tx.maybe(store.EDIT_RULE, id=rule, text=text, hint=hint):
        raise NotFound
    tx.say("instance", rule)


async def remove_rule(tx: Tx, rule: RuleId) -> None:
    """The rule holds no more. Raises `NotFound`."""
    if not await tx.maybe(store.REMOVE_RULE, id=rule, now=now()):
        raise NotFound
    tx.say("instance", rule)


def _checked(text: str, hint: str) -> tuple[str, str]:
    text, hint = " ".join(text.split()), hint.strip()
    if not text or len(text) > LONGEST_RULE:
        raise Invalid("A rule has 1 to {longest} characters.", field="text", longest=LONGEST_RULE)
    if len(hint) > LONGEST_HINT:
        raise Invalid("What explains a rule has at most {longest} characters.", field="hint", longest=LONGEST_HINT)
    return text, hint


async def papers(db: Read) -> dict[str, Paper]:
    """What holds today, by kind; a kind that nobody has written is not there, nor one that was emptied."""
    rows = await db.all(store.NEWEST, day=now().date())
    return {paper.kind: paper for paper in rows if paper.text}


async def list_terms(db: Read) -> list[Paper]:
    """Every version of the terms, the oldest first; of one day the last."""
    return await db.all(store.TERMS)


async def write(tx: Tx, kind: str, text: str, holds_from: date | None = None) -> None:
    """A new version, holding from today or a later day. What is as it was is not written. Raises `Invalid` by field."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) > KINDS[kind]:
        raise Invalid("This has at most {longest} characters.", field=kind, longest=KINDS[kind])
    if kind == "contact" and text and not _EMAIL.fullmatch(text):
        raise Invalid("This is not an e-mail address.", field=kind)
    today = now().date()
    if holds_from is not None and holds_from < today:
        raise Invalid("Terms cannot hold from a day that is over.", field="holds_from")
    was = (await papers(tx)).get(kind)
    if holds_from is None and (was.text if was else "") == text:
        return
    await tx.run(store.WRITE, id=ids.new(), kind=kind, text=text, holds_from=holds_from or today, now=now())
    tx.say("instance", kind)
