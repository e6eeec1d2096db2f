"""The page for makers of clients says what is so."""

import re

from .clients import DOCS, asked_in, requests, served
from .contract import endpoints

ROW = re.compile(r"\| `(\w+) (\S+)` \| (\w+) \| (yes|no) \| (\S*) ?\|")


def test_the_page_says_of_each_endpoint_whether_it_is_served():
    said = {(method, path): (tier, here) for method, path, tier, here, _ in ROW.findall(DOCS.read_text())}
    found = {(method, path): (tier, "yes" if served(method, path) else "no") for tier, method, path, _ in endpoints()}
    assert said == found, "`python -m tests.contract.clients > docs/clients.md` writes it anew"


def test_what_the_page_calls_tested_is():
    for method, path, _, _, where in ROW.findall(DOCS.read_text()):
        assert not where or where in asked_in(method, path), (method, path)


def test_addresses_are_read_in_the_source():
    source = 'PATH = "/api/v1/lists"\nann.get(PATH)\nann.call("PUT", f"{PATH}/{one}?a=1")\nann.post(other)\n'
    assert set(requests(source)) == {("GET", "/api/v1/lists"), ("PUT", "/api/v1/lists/\0")}
