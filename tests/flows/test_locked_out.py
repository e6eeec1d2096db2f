"""A changed password shuts everybody out of every process of the server, and at once."""

import re
import time
from collections.abc import Callable

import requests

from tests.served import PASSWORD, Served

REQUESTS = 30  # each on a connection of its own, so that both processes answer some


def statuses(server: Served, token: str, cookie: str) -> set[int]:
    """What an app and another browser get, from whichever process."""
    found = set()
    for _ in range(REQUESTS):
        found.add(server.ask("GET", "/api/v1/preferences", token=token)[0])
        home = requests.get(f"{server.url}/home", headers={"cookie": cookie}, allow_redirects=False, timeout=10)
        found.add(401 if home.status_code == 303 else home.status_code)
    return found


def signs_in(server: Served) -> requests.Session:
    browser = requests.Session()
    form = browser.get(f"{server.url}/sign-in").text
    browser.post(f"{server.url}/sign-in", data={
        "csrf": re.findall(r'name="csrf" value="(\w+)"', form)[0], "email": "ann@mail.test", "password": PASSWORD,
    })
    return browser


def test_a_changed_password_is_heard_in_every_process_within_a_second(served: Callable[..., Served]):
    server = served(web_processes=2)
    token = server.person("ann")
    mine, other = signs_in(server), signs_in(server)
    cookie = "; ".join(f"{name}={value}" for name, value in other.cookies.items())
    assert statuses(server, token, cookie) == {200}
    page = mine.get(f"{server.url}/settings/account").text
    changed = mine.post(f"{server.url}/settings/account/password", data={
        "csrf": re.findall(r'name="csrf" value="(\w+)"', page)[0], "present": PASSWORD, "password": "another password",
    }, allow_redirects=False)
    assert changed.status_code == 303
    began = time.monotonic()
    while time.monotonic() - began < 1:
        server.ask("GET", "/api/v1/preferences", token=token)
    assert statuses(server, token, cookie) == {401}
    assert mine.get(f"{server.url}/home").status_code == 200
