"""The page for makers of clients says what is so."""

import re

from hubbub.doors.mastodon.kinds import endpoints

from .clients import DOCS, asked_in, served
from .reading import Module

ROW = re.compile(r"\| `(\w+) (\S+)` \| (\w+) \| (yes|no) \| (\S*) ?\|")


def test_the_page_says_of_each_endpoint_whether_it_is_served():
    said = {(method, path): (tier, here) for method, path, tier, here, _ in ROW.findall(DOCS.read_text())}
    found = {(method, path): (tier, "yes" if served(method, path) else "no") for tier, method, path, _ in endpoints()}
    assert said == found, "`python -m tests.contract.clients > docs/clients.md` writes it anew"


def test_what_the_page_calls_tested_is():
    for method, path, _, here, where in ROW.findall(DOCS.read_text()):
        assert here == "no" or where in asked_in(method, path), f"no test asks for {method} {path}"


def test_addresses_are_read_in_the_source_with_what_is_put_into_them():
    source = 'PATH = "/api/v1/lists"\nann.get(PATH)\nann.call("PUT", f"{PATH}/{one}?a=1")\nann.post(other)\n'
    assert Module(source).asks() == {("GET", "/api/v1/lists"), ("PUT", "/api/v1/lists/\0")}
    source = 'for verb in ("mute", "pin"):\n    ann.post(f"/api/v1/x/{verb}")\n'
    assert Module(source).asks() == {("POST", "/api/v1/x/mute"), ("POST", "/api/v1/x/pin")}
    source = 'def asks(path):\n    ann.get(path)\ndef test_it():\n    asks("/api/v1/x")\n    asks("/api/v1/y?z=1")\n'
    assert Module(source).asks() == {("GET", "/api/v1/x"), ("GET", "/api/v1/y")}
    source = '@pytest.mark.parametrize(("path", "n"), [("v1/x", 1)])\ndef test(path, n):\n    ann.call("PUT", path)\n'
    assert Module(source).asks() == {("PUT", "/api/v1/x")}
