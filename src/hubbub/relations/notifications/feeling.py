"""Who is told of emoji under a post: its author, of each once."""

from hubbub.base.db import Tx
from hubbub.base.facts import on
from hubbub.reach import feelings, posts

from .notifications import notify, withdraw


@on(feelings.Felt)
async def tell_author_what(tx: Tx, fact: feelings.Felt) -> None:
    if await feelings.get(tx, [fact.feeling]):
        for post in await posts.get(tx, [fact.post]):
            await notify(tx, "feeling", [post.author], fact.profile, post.id, fact.feeling)


@on(feelings.Unfelt)
async def withdraw_feeling(tx: Tx, fact: feelings.Unfelt) -> None:
    for post in await posts.get(tx, [fact.post]):
        await withdraw(tx, "feeling", [post.author], fact.profile, post.id, fact.feeling)
