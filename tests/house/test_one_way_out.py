"""There is one way out: whatever opens a connection does it in the one file that guards it."""

import ast
from pathlib import Path

import pytest

import hubbub

HOUSE = Path(hubbub.__file__).parent

# What can open a connection, and the files that may.
MODULES = {
    "aiohttp": {"base/outside.py"},
    "asyncpg": {"base/db.py"},
    "websockets": {"base/frames.py"},  # how frames are read and written; it dials nobody
    "smtplib": {"base/mail.py"},
    **{name: set() for name in (
        "httpx", "requests", "urllib3", "pycurl", "aiosmtplib", "grpc", "paramiko", "redis", "boto3",
        "urllib.request", "http.client", "ftplib", "poplib", "imaplib", "telnetlib", "xmlrpc", "webbrowser",
    )},
}
LOCAL = {"base/workshop.py"}  # a line to its own child
CALLS = {
    "open_connection": LOCAL, "open_unix_connection": LOCAL, "create_connection": set(), "sock_connect": set(),
    "create_unix_connection": set(), "create_datagram_endpoint": set(), "connect_ex": set(),
}
# A bare socket can be connected anywhere; the supervisor's is the port we listen on.
SOCKETS = {"base/outside.py", "supervisor.py", *LOCAL}


def breaches(house: Path) -> list[str]:
    """Each place that goes out by another way: `file:line what`."""
    return [
        f"{name}:{getattr(node, 'lineno', 0)} {way}"
        for path in sorted(house.rglob("*.py"))
        for name in [path.relative_to(house).as_posix()]
        if not name.startswith("bench/")  # the load of a measurement, which only ever asks its own loopback
        for node in ast.walk(ast.parse(path.read_text()))
        for way in sorted(_ways(node)) if name not in _may(way)
    ]


def _ways(node: ast.AST) -> set[str]:
    match node:
        case ast.Import(names=names):
            return {way for alias in names for way in _known(alias.name)}
        case ast.ImportFrom(module=str(module), names=names, level=0):
            return {way for alias in names for way in _known(f"{module}.{alias.name}")}
        case ast.Call(func=ast.Attribute(value=ast.Name("socket"), attr="socket")):
            return {"socket.socket"}
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=args):
            if name in ("import_module", "__import__"):
                return {way for given in args if isinstance(given, ast.Constant) for way in _known(str(given.value))}
            return {name} & CALLS.keys()
    return set()


def _known(name: str) -> set[str]:
    if name == "socket.socket":
        return {name}
    return {way for way in MODULES if f"{name}.".startswith(f"{way}.")}


def _may(way: str) -> set[str]:
    return SOCKETS if way == "socket.socket" else CALLS.get(way) or MODULES.get(way) or set()


def test_nothing_goes_out_but_by_the_one_way():
    assert breaches(HOUSE) == []


def test_the_one_way_is_where_it_is_looked_for():
    assert "import aiohttp" in (HOUSE / "base/outside.py").read_text()


@pytest.mark.parametrize("line", [
    "import aiohttp", "import aiohttp.abc as a", "from aiohttp import ClientSession", "import httpx", "import requests",
    "import urllib.request", "from urllib import request", "from urllib.request import urlopen", "import http.client",
    "from http import client", "from http.client import HTTPConnection", "import smtplib", "import asyncpg",
    "asyncio.open_connection('h', 80)", "loop.create_connection(p, 'h')", "socket.create_connection(('h', 80))",
    "from socket import socket", "s = socket.socket()", "loop.sock_connect(s, a)",
    "asyncio.open_unix_connection('/run/docker.sock')", "importlib.import_module('httpx')", "__import__('requests')",
    "def late():\n    import aiohttp",
])
def test_another_way_is_seen(tmp_path, line):
    room = tmp_path / "reach" / "previews"
    room.mkdir(parents=True)
    (room / "previews.py").write_text(f"import asyncio, importlib, socket, json\n{line}\n")
    assert [breach.partition(":")[0] for breach in breaches(tmp_path)] == ["reach/previews/previews.py"]


@pytest.mark.parametrize(("file", "line"), [
    ("base/outside.py", "import aiohttp"), ("base/db.py", "import asyncpg"), ("base/mail.py", "import smtplib"),
    ("base/workshop.py", "asyncio.open_connection(sock=ours)"),
    ("processes.py", "import socket\ndef serve(listener: socket.socket) -> None: ..."),
    ("doors/web/pages.py", "from urllib.parse import urlsplit\nfrom http import HTTPStatus\nimport aiohttp_free"),
])
def test_what_is_meant_to_connect_may(tmp_path, file, line):
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(line)
    assert breaches(tmp_path) == []
