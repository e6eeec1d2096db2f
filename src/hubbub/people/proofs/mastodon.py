"""Confirming an e-mail address from within an app."""

from typing import Any

from hubbub.base.errors import NotAllowed
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people import accounts, proofs


@api("POST", "/api/v1/emails/confirmations", scope="", held=True)
async def send_again(call: Call) -> Any:
    """The mail once more, if wanted to another address; only for the app that opened the account."""
    who = await accounts.get(call.db, call.account)
    if who.confirmed_at is not None:
        raise NotAllowed("This method is only available while the e-mail is awaiting confirmation")
    if call.bearer is None or who.opened_with != call.bearer.app:
        raise NotAllowed("This method is only available to the application the user originally signed-up with")
    async with call.db.write() as tx:
        await proofs.resend(tx, who.id, call.params.text("email", limit=500).strip())
    return {}


@api("GET", "/api/v1/emails/check_confirmation", scope="", held=True)
async def check(call: Call) -> Any:
    """Whether the address is confirmed; asked again and again by an app that waits for it."""
    return (await accounts.get(call.db, call.account)).confirmed_at is not None
