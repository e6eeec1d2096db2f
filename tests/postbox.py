"""A mail relay, really there, on loopback: what it takes it keeps, and it can be told to refuse."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult

from hubbub.base.db import Db


@dataclass(slots=True)
class Postbox:
    """What the relay has taken. `says` is its answer to the next mails; `says_to` to the next recipients."""

    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Any] = field(default_factory=list)
    says: str = "250 OK"
    says_to: str = "250 OK"
    names: list[bytes] = field(default_factory=list)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.says_to.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.says_to

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.says.startswith("250"):
            self.envelopes.append(envelope)
            self.taken.append(message_from_bytes(envelope.content, policy=default))
        return self.says

    def lets_in(self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        self.names.append(given.login)
        return AuthResult(success=given.password == b"open sesame", handled=False)  # who is not let in is told so

    def link(self, number: int = -1) -> str:
        """The path of the link in a mail."""
        body = self.taken[number].get_body(("plain",))
        assert body is not None
        return str(re.findall(r"http://here\.test(/\S+)", body.get_content())[0])


@asynccontextmanager
async def receiving(db: Db, name: str = "") -> AsyncIterator[Postbox]:
    """A relay that the server sends its mail to; with a `name` it asks for that and its password."""
    box = Postbox()
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(box, authenticator=box.lets_in, auth_require_tls=False, auth_required=bool(name)), "127.0.0.1", 0,
    )
    port = server.sockets[0].getsockname()[1]
    was = db.here.settings
    db.here.settings = replace(was, smtp_url=f"smtp://{name and f'{name}@'}127.0.0.1:{port}?from=hub@here.test")
    try:
        yield box
    finally:
        db.here.settings = was
        server.close()
        await server.wait_closed()
