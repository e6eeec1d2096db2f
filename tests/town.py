"""The town: named people who use a Hubbub through its faces."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from hubbub.app import App
from hubbub.base.clock import clock
from hubbub.base.db import Db
from hubbub.base.ids import AccountId, ProfileId
from hubbub.base.worker import Worker
from hubbub.people import accounts, apps

from .contract import contract


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def error(self) -> str:
        return str(self.json["error"])


async def ask(
    app: App, method: str, path: str, *, body: bytes = b"", headers: dict[str, str] | None = None
) -> Answer:
    """One request to the application, spoken as ASGI."""
    path, _, query = path.partition("?")
    sent: list[dict[str, Any]] = []
    given = {"host": app.state.db.here.settings.domain, "content-length": str(len(body))} | (headers or {})
    scope = {
        "type": "http", "http_version": "1.1", "method": method, "path": path, "raw_path": path.encode(),
        "asgi": {"spec_version": "2.4"}, "query_string": query.encode(), "scheme": "http", "root_path": "",
        "client": ("127.0.0.1", 4000), "server": ("127.0.0.1", 80),
        "headers": [(k.lower().encode(), v.encode()) for k, v in given.items()],
    }
    inbox = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        return inbox.pop() if inbox else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = sent[0]
    answer = Answer(
        start["status"], {k.decode().lower(): v.decode() for k, v in start["headers"]},
        b"".join(m.get("body", b"") for m in sent[1:]),
    )
    if path.startswith("/api/") and answer.headers.get("content-type", "").startswith("application/json"):
        found = contract.faults(method, path, answer.status, answer.json)
        assert not found, "\n".join(found)
    return answer


@dataclass(slots=True)
class Person:
    """Somebody with an account, using an app that holds their token."""

    town: "Town"
    name: str
    account: AccountId
    profile: ProfileId
    token: str

    async def get(self, path: str) -> Answer:
        return await self.call("GET", path)

    async def post(self, path: str, **given: Any) -> Answer:
        return await self.call("POST", path, given)

    async def call(
        self, method: str, path: str, given: Any = None, headers: dict[str, str] | None = None
    ) -> Answer:
        sent = {"authorization": f"Bearer {self.token}"} | (headers or {})
        body = b""
        if given is not None:
            body, sent["content-type"] = json.dumps(given).encode(), "application/json"
        return await ask(self.town.app, method, path, body=body, headers=sent)

    async def posts(self, status: str, **given: Any) -> dict[str, Any]:
        """Publish; the status, which must have been taken."""
        answer = await self.post("/api/v1/statuses", status=status, **given)
        assert answer.status == 200, answer.text
        return dict(answer.json)

    async def home(self) -> list[dict[str, Any]]:
        return list((await self.get("/api/v1/timelines/home")).json)

    async def follows(self, other: "Person") -> None:
        answer = await self.post(f"/api/v1/accounts/{other.profile}/follow")
        assert answer.status == 200, answer.text


@dataclass(slots=True)
class Town:
    db: Db
    worker: Worker
    people: dict[str, Person] = field(default_factory=dict)
    _app: App | None = None

    @property
    def app(self) -> App:
        if self._app is None:
            self._app = App(self.db)
        return self._app

    async def person(self, name: str, scopes: str = "read write follow push") -> Person:
        """Somebody by this name; they move in when first asked for."""
        if name not in self.people:
            account, profile = await accounts.create(
                self.db, accounts.SignUp(name, f"{name}@mail.test", "a good password")
            )
            self.people[name] = Person(self, name, account, profile, await self.token(account, profile, scopes))
        return self.people[name]

    async def token(self, account: AccountId, profile: ProfileId, scopes: str) -> str:
        async with self.db.write() as tx:
            app = await apps.register(tx, "Test", [apps.OUT_OF_BAND], scopes)
            secret, _ = await apps.issue(tx, app, scopes.split(), (account, profile))
        return secret

    async def settle(self) -> None:
        """Do everything that is due, and what comes of it."""
        await self.worker.settle()

    def forward(self, **by: float) -> None:
        """Move the clock."""
        clock.forward(timedelta(**by))

    async def get(self, path: str, **headers: str) -> Answer:
        """What anybody gets."""
        return await ask(self.app, "GET", path, headers=headers)

    async def sends(self, path: str, given: dict[str, str], cookie: str = "") -> Answer:
        """A browser's form."""
        headers = {"content-type": "application/x-www-form-urlencoded", "cookie": cookie}
        return await ask(self.app, "POST", path, body=urlencode(given).encode(), headers=headers)
