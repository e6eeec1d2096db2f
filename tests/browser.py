"""A browser without script: keeps cookies, reads pages, fills in forms."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from hubbub.people import accounts

from .town import Answer, Person, Town, ask

_TOKEN = re.compile(r'name="csrf" value="([0-9a-f]+)"')


@dataclass(slots=True)
class Browser:
    """One visitor's browser, signed in or not."""

    town: Town
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: str = ""
    language: str = ""  # that it asks for

    async def get(self, path: str, **headers: str) -> Answer:
        """A page; the form token on it is used by the next form."""
        answer = await ask(self.town.app, "GET", path, headers=self._headers() | headers)
        return self._kept(answer)

    async def sends(self, path: str, **given: str | list[str]) -> Answer:
        """A form, as a person without script sends it."""
        return await self._send(path, given, {})

    async def sends_from(self, path: str, page: str, **given: str | list[str]) -> Answer:
        """The same, from a page with this whole address."""
        return await self._send(path, given, {"referer": page})

    async def presses(self, path: str, **given: str | list[str]) -> Answer:
        """The same form, sent by htmx."""
        return await self._send(path, given, {"hx-request": "true"})

    async def _send(self, path: str, given: dict[str, str | list[str]], more: dict[str, str]) -> Answer:
        headers = self._headers() | {"content-type": "application/x-www-form-urlencoded"} | more
        body = urlencode({"csrf": self.csrf} | given, doseq=True).encode()
        return self._kept(await ask(self.town.app, "POST", path, body=body, headers=headers))

    def _headers(self) -> dict[str, str]:
        asked = {"accept-language": self.language} if self.language else {}
        return {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} | asked

    def _kept(self, answer: Answer) -> Answer:
        if (cookie := answer.headers.get("set-cookie")) is not None:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.headers.get("content-type", "").startswith("text/html") and (found := _TOKEN.search(answer.text)):
            self.csrf = found[1]
        return answer


async def browser(town: Town, person: Person | None = None, speaks: str = "") -> Browser:
    """A browser in which the person is signed in, with a form token at hand; they may have chosen a language."""
    made = Browser(town)
    if person is not None:
        async with town.db.write() as tx:
            token = await accounts.open_session(tx, person.account)
            if speaks:
                await accounts.speak(tx, person.account, speaks)
        made.cookies[f"session-{town.db.here.settings.port}"] = token
        await made.get("/home")
    return made
