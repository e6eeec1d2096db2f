"""Settings: read once from the environment, frozen, passed down."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Registrations = Literal["open", "approval", "closed"]
Access = Literal["public", "authenticated", "disabled"]


class Misconfigured(Exception):
    """A setting that cannot be used, said in one sentence to the operator."""


@dataclass(frozen=True, slots=True)
class Settings:
    data: Path
    domain: str
    web_domain: str
    host: str = "127.0.0.1"
    port: int = 8000
    database_url: str | None = None
    registrations: Registrations = "open"
    # Who may let others in by a link: those who look after the server, or all its members.
    invites: Literal["staff", "members"] = "staff"
    limited_federation: bool = False
    # Whether other servers have to say who they are before they are shown anything.
    authorized_fetch: bool = False
    smtp_url: str | None = None
    s3_url: str | None = None
    allowed_networks: tuple[Network, ...] = ()
    ca_file: Path | None = None
    rate_limits: bool = True
    trends: bool = True
    markdown: bool = True  # whether posts may be written in it
    development: bool = False
    web_processes: int = 2
    # A service that translates, and what it wants to be shown for it.
    translate_url: str | None = None
    translate_key: str | None = None
    # How long a copy of a file of another server is kept after it was looked at, and how much of all of them.
    copies_days: int = 14
    copies_gigabytes: int = 10
    # Who may read the feeds of posts of here, and of posts of elsewhere.
    live_feeds: tuple[Access, Access] = ("public", "public")
    tag_feeds: tuple[Access, Access] = ("public", "public")
    link_feeds: tuple[Access, Access] = ("public", "public")

    @property
    def scheme(self) -> str:
        return "http" if self.development else "https"

    @property
    def base(self) -> str:
        """Where this server's pages are: scheme and web domain, no trailing slash."""
        return f"{self.scheme}://{self.web_domain}"

    @property
    def media(self) -> Path:
        return self.data / "media"

    def url(self, path: str) -> str:
        """The absolute address of a path of ours: links are made here and nowhere else."""
        return f"{self.base}{path}"


def read(environment: Mapping[str, str] | None = None, *, serving: bool = False, **given: object) -> Settings:
    """Settings from the environment, with what the command line gave on top.

    A command that does not serve takes the name from the server that last served the data folder.
    Raises `Misconfigured` with a sentence for the operator.
    """
    env = os.environ if environment is None else environment
    served: dict[str, str] = {}

    def pick(name: str, default: str | None = None) -> str | None:
        value = given.get(name)
        return str(value) if value is not None else (env.get(f"HUBBUB_{name.upper()}") or served.get(name) or default)

    data = Path(pick("data", "./data") or "./data").absolute()
    if not serving:
        served = _served(data)

    port = _number(pick("port", "8000"), "HUBBUB_PORT")
    # Somebody trying Hubbub at home types no domain: then it is a development server on this machine.
    named = pick("domain")
    domain = (named or f"localhost:{port}").lower()
    development = pick("development", "0" if named else "1") == "1"
    if development and not _is_private(domain):
        raise Misconfigured(f"HUBBUB_DEVELOPMENT is for servers on this machine; {domain} is a public name.")
    registrations = pick("registrations", "open")
    if registrations not in ("open", "approval", "closed"):
        raise Misconfigured("HUBBUB_REGISTRATIONS is open, approval or closed.")
    invites = _inviting(pick("invites", "staff"))
    federation = pick("federation", "open")
    if federation not in ("open", "limited"):
        raise Misconfigured("HUBBUB_FEDERATION is open or limited.")
    ca_file = pick("ca_file")
    return Settings(
        data=data,
        domain=domain,
        web_domain=(pick("web_domain") or domain).lower(),
        host=pick("host", "127.0.0.1") or "127.0.0.1",
        port=port,
        database_url=pick("database_url"),
        registrations=registrations,  # type: ignore[arg-type]
        invites=invites,
        limited_federation=federation == "limited",
        authorized_fetch=_switch(pick("authorized_fetch", "off"), "HUBBUB_AUTHORIZED_FETCH"),
        smtp_url=_relay(pick("smtp_url")),
        s3_url=pick("s3_url"),
        allowed_networks=_networks(pick("allowed_networks", "") or ""),
        ca_file=Path(ca_file) if ca_file else None,
        translate_url=_service(pick("translate_url")),
        translate_key=pick("translate_key"),
        rate_limits=_switch(pick("rate_limits", "on"), "HUBBUB_RATE_LIMITS"),
        trends=_switch(pick("trends", "on"), "HUBBUB_TRENDS"),
        markdown=_switch(pick("markdown", "on"), "HUBBUB_MARKDOWN"),
        development=development,
        live_feeds=_access(pick("live_feeds", "public") or "", "HUBBUB_LIVE_FEEDS"),
        tag_feeds=_access(pick("tag_feeds", "public") or "", "HUBBUB_TAG_FEEDS"),
        link_feeds=_access(pick("link_feeds", "public") or "", "HUBBUB_LINK_FEEDS"),
        copies_days=_number(pick("copies_days", "14"), "HUBBUB_COPIES_DAYS"),
        copies_gigabytes=_number(pick("copies_gigabytes", "10"), "HUBBUB_COPIES_GIGABYTES"),
        web_processes=_number(pick("web_processes", str(os.cpu_count() or 1)), "HUBBUB_WEB_PROCESSES"),
    )


def _inviting(given: str | None) -> Literal["staff", "members"]:
    match given:
        case "staff" | "members":
            return given
        case _:
            raise Misconfigured("HUBBUB_INVITES is staff or members.")


def remember(settings: Settings) -> None:
    """Write down under which name the data folder is served, for commands that are given only the folder."""
    names = ("domain", "web_domain", "host", "port")
    lines = [f"{name}={getattr(settings, name)}" for name in names]
    (settings.data / "served").write_text("\n".join([*lines, f"development={int(settings.development)}"]) + "\n")


def _served(data: Path) -> dict[str, str]:
    try:
        lines = (data / "served").read_text().splitlines()
    except OSError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _switch(text: str | None, name: str) -> bool:
    if text not in ("on", "off"):
        raise Misconfigured(f"{name} is on or off.")
    return text == "on"


def _number(text: str | None, name: str) -> int:
    if text is None or not text.isdigit() or not 0 <= int(text) < 65536:
        raise Misconfigured(f"{name} is a whole number below 65536.")
    return int(text)


def _relay(url: str | None) -> str | None:
    """The address of a mail relay; what is wrong with it is said without the password that stands in it."""
    try:
        good = url is None or (
            (parts := urlsplit(url)).scheme in ("smtp", "smtps") and bool(parts.hostname) and (parts.port or 1) > 0
        )
    except ValueError:
        good = False
    if not good:
        raise Misconfigured("HUBBUB_SMTP_URL is smtp://name:password@host:port, or smtps:// for TLS from the start.")
    return url


def _service(url: str | None) -> str | None:
    """The address of a service, without a slash at its end."""
    try:
        good = url is None or (urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).hostname))
    except ValueError:
        good = False
    if not good:
        raise Misconfigured("HUBBUB_TRANSLATE_URL is the address of a LibreTranslate: https://translate.example.")
    return url.rstrip("/") if url else None


def _access(text: str, name: str) -> tuple[Access, Access]:
    """One word for both, or two with a comma between: for posts of here and of elsewhere."""
    known: dict[str, Access] = {"public": "public", "authenticated": "authenticated", "disabled": "disabled"}
    words = [known.get(word.strip()) for word in text.split(",")]
    here, elsewhere = words[0], words[-1]
    if here is None or elsewhere is None or len(words) > 2:
        raise Misconfigured(f"{name} is public, authenticated or disabled, or two of these with a comma between.")
    return here, elsewhere


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as problem:
        raise Misconfigured(f"HUBBUB_ALLOWED_NETWORKS is a list of address ranges: {problem}.") from None


def _is_private(domain: str) -> bool:
    name = domain.rsplit(":", 1)[0].strip("[]")
    if name == "localhost" or name.endswith((".localhost", ".test", ".example", ".invalid")):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_private or address.is_loopback
