"""The command: `hubbub serve` and its fellows."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from hubbub import app, catalogues, processes
from hubbub.base import migrate
from hubbub.base import settings as configuration
from hubbub.base.db import Db
from hubbub.base.errors import Invalid, NotFound, Refusal, Unavailable
from hubbub.base.settings import Misconfigured, Settings
from hubbub.bench import bench, seed
from hubbub.map import drawn, write
from hubbub.new_room import begin
from hubbub.people import accounts, apps, factors, profiles, teams
from hubbub.studio import goals
from hubbub.supervisor import Supervisor


def main(words: list[str] | None = None) -> None:
    """Run one command; a problem of the operator's is one sentence and exit code 2."""
    given = _parser().parse_args(words)
    named = {name: value for name, value in vars(given).items() if name in ("data", "host", "port", "domain")}
    try:
        given.run(configuration.read(serving=given.run is _serve, **named), given)
    except (Misconfigured, Refusal) as problem:
        print(problem, file=sys.stderr)
        raise SystemExit(2) from None
    except Unavailable as problem:
        print(f"The database does not answer ({problem}). Is the server running on this data folder?", file=sys.stderr)
        raise SystemExit(2) from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hubbub", description="The social home that you own.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[Settings, Any], None], about: str, hidden: bool = False) -> Any:
        named: dict[str, Any] = {} if hidden else {"help": about}  # without help it is not listed
        made = commands.add_parser(name, description=about, **named)
        made.add_argument("--data", help="the data folder (HUBBUB_DATA, ./data)")
        made.set_defaults(run=run)
        return made

    serve = command("serve", _serve, "Serve this home: database, web, worker, media.")
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    serve.add_argument("--domain")
    serve.add_argument("--only", choices=("web", "worker"), help="a part of the server, on more machines")
    account = command("account", _account, "Make an account, usable at once; or unguard one that has lost its phone.")
    account.add_argument("verb", choices=("create", "unguard"))
    account.add_argument("name")
    account.add_argument("--email")
    account.add_argument("--password")
    account.add_argument("--role", choices=("owner", "admin", "moderator", "member"), default="member")
    own = command("app", _app, "Register an app of your own, which may sign people in by their password.")
    own.add_argument("verb", choices=("create",))
    own.add_argument("name")
    own.add_argument("--scopes", default="read write follow push")
    token = command("token", _token, "Make an access token and print it alone.")
    token.add_argument("verb", choices=("create",))
    token.add_argument("name")
    token.add_argument("--scopes", default="read write follow push")
    key = command("key", _key, "Give a profile, or the server itself, another key to sign with.")
    key.add_argument("verb", choices=("change",))
    key.add_argument("name", nargs="?", help="whose; the server's own if nobody is named")
    command("migrate", _migrate, "Bring the database to this version.")
    seeded = command("seed", _seed, "Fill the server with made-up people and posts, for trying it out and for figures.")
    seeded.add_argument("--profiles", type=int, default=1000)
    seeded.add_argument("--posts", type=int, default=20_000)
    figures = command("bench", _bench, "Measure a server of its own; writes build/bench.json.")
    figures.add_argument("--profiles", type=int, default=10_000)
    figures.add_argument("--posts", type=int, default=1_000_000)
    figures.add_argument("--into", default="build")
    credits = command("attribute", _attribute, "Share out the conversions of a CSV of paths by every model.")
    credits.add_argument("file", metavar="FILE.csv", help="columns: path (A > B), conversions, nulls")
    chart = command("map", _map, "Print the rooms, the facts and who hears of them, and where rooms meet.")
    chart.add_argument("--write", metavar="DOCS", help="bring the drawn documents of this folder up to date")
    spoken = command("catalogues", _catalogues, "Say how far the translations of the source are.")
    spoken.add_argument("--write", action="store_true", help="bring each catalogue up to date with the source")
    room = command("new-room", _new_room, "Begin a room of the source: its folder and its tests.")
    room.add_argument("wing")
    room.add_argument("room")
    command("work", _work, "One worker process, without a supervisor.")
    command("media-process", _media, "The process that opens strangers' files; says when it listens.", hidden=True)
    return parser


def _serve(settings: Settings, given: Any) -> None:
    Supervisor(settings, given.only).run()


def _work(settings: Settings, given: Any) -> None:
    processes.work(settings)


def _media(settings: Settings, given: Any) -> None:
    processes.media(settings, lambda: print("ready", flush=True))


def _migrate(settings: Settings, given: Any) -> None:
    async def run(db: Db) -> None:
        for name in await migrate.run(db, app.migrations()):
            print(name)

    _with_database(settings, run)


def _account(settings: Settings, given: Any) -> None:
    async def run(db: Db) -> None:
        if given.verb == "unguard":
            return await _unguard(db, given.name)
        if not given.email or not given.password:
            raise Invalid("An account needs --email and --password.")
        await accounts.create(
            db, accounts.SignUp(given.name, given.email, given.password, role=given.role), invited=True
        )

    _with_database(settings, run)


async def _unguard(db: Db, name: str) -> None:
    """The password alone lets in again; whoever is signed in is out."""
    profile = await profiles.look_up(db, name)
    account = await teams.owner_of(db, profile) if profile else None
    if account is None:
        raise NotFound(f"Nobody here goes by the name {name}.")
    async with db.write() as tx:
        await factors.remove(tx, account)


def _app(settings: Settings, given: Any) -> None:
    async def run(db: Db) -> None:
        async with db.write() as tx:
            app = await apps.register(tx, given.name, [apps.OUT_OF_BAND], given.scopes, first_party=True)
        secret = app.client_secret
        print(app.client_id, secret, sep="\n")

    _with_database(settings, run)


def _token(settings: Settings, given: Any) -> None:
    async def run(db: Db) -> None:
        profile = await profiles.look_up(db, given.name)
        account = await teams.owner_of(db, profile) if profile else None
        if profile is None or account is None:
            raise NotFound(f"Nobody here goes by the name {given.name}.")
        async with db.write() as tx:
            app = await apps.register(tx, "Command line", [apps.OUT_OF_BAND], given.scopes)
            secret, _ = await apps.issue(tx, app, apps.parse_scopes(given.scopes), (account, profile))
        print(secret)

    _with_database(settings, run)


def _key(settings: Settings, given: Any) -> None:
    async def run(db: Db) -> None:
        who = await profiles.look_up(db, given.name) if given.name else await profiles.instance_actor(db)
        if who is None:
            raise NotFound(f"Nobody here goes by the name {given.name}.")
        async with db.write() as tx:
            await profiles.change_key(tx, who)

    _with_database(settings, run)


def _seed(settings: Settings, given: Any) -> None:
    async def run(db: Db) -> None:
        await migrate.run(db, app.migrations())
        print(await seed.seed(db, given.profiles, given.posts))

    _with_database(settings, run)


def _bench(settings: Settings, given: Any) -> None:
    bench.run(Path(given.into), given.profiles, given.posts)


def _attribute(settings: Settings, given: Any) -> None:
    print(goals.attribution.run(given.file))


def _map(settings: Settings, given: Any) -> None:
    app.open_rooms()
    if given.write:
        write(Path(given.write))
    else:
        print(drawn(), end="")


def _catalogues(settings: Settings, given: Any) -> None:
    for line in catalogues.run(given.write):
        print(line)


def _new_room(settings: Settings, given: Any) -> None:
    for name in begin(given.wing, given.room):
        print(name)
    print(f'Give it its place in src/hubbub/rooms.py: "{given.wing}.{given.room}", (docs/new-room.md)')


def _with_database(settings: Settings, run: Callable[[Db], Awaitable[None]]) -> None:
    """Run with the database of a server that is serving, or with one started for just this."""

    async def go() -> None:
        async with app.standing(settings, reading=1, writing=1) as db:
            await run(db)

    app.open_rooms()
    with app.database_up(settings):
        asyncio.run(go())


if __name__ == "__main__":
    main()
