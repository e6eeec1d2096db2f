"""Addresses of the web: plain ones are kept, those that mislead are none."""

import pytest

from hubbub.doors.fediverse.address import host_of, web_address


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example",
        "https://a.example/ü?q=ü#é",
        "http://localhost:8000/x",
        "https://xn--bcher-kva.example/@a",
        "https://[2001:db8::1]:443/",
        "https://a.example/a@b:c",
        "https://a.example?x=https://b.example/",
    ],
)
def test_plain_addresses_are_kept(address):
    assert web_address(address) == address


def test_a_host_is_put_in_small_letters():
    assert web_address("HTTPS://A.Example:8443/X") == "https://a.example:8443/X"


@pytest.mark.parametrize(
    "address",
    [
        None, 5, "", "a.example", "//a.example", "ftp://a.example", "file:///x", "https://", "https:///x",
        "https://a@b.example/", "https://a:b@c.example/", "https://a.example./", "https://.a.example/",
        "https://a.example:x/", "https://a.example:123456/", "https://a\\b.example/", "https://a.example/a b",
        "https://a.example/\n", "https://a.example\n", "https://a.example/\t", "https://a.example/\x7f",
        "https://a.example/\u202e", "https://a.example/\u200b", "https://a.example/\u3000", 'https://a.example/"',
        "https://a.example/<x>", "https://a_b.example/",
        "https://a%2eb/", " https://a.example/", "https://a.example/" + "x" * 2_048,
    ],
)  # fmt: skip
def test_addresses_that_mislead_are_none(address):
    assert web_address(address) is None


def test_the_host_of_an_address():
    assert host_of("https://a.example") == "a.example"
    assert host_of("https://a.example:8443/x@y") == "a.example:8443"
    assert host_of("https://a.example?x") == host_of("https://a.example#x") == "a.example"


@pytest.mark.parametrize(("address", "plain"), [
    ("https://bücher.example/ä", "https://xn--bcher-kva.example/ä"), ("https://BÜCHER.example", "https://xn--bcher-kva.example"),
    ("https://аdmin.example/", "https://xn--dmin-43d.example/"), ("https://\u212a.example:8443/", "https://k.example:8443/"),
    ("https://zwei。example/", "https://zwei.example/"),
])
def test_a_host_in_other_letters_has_the_one_spelling_of_the_network(address, plain):
    assert web_address(address) == plain


@pytest.mark.parametrize("address", ["https://ü..example/", "https://ü@a.example/", "https://\u200b.example/",
                                     "https://" + "ü" * 300, "https://ü.example./", "https://\u202eü.example/"])
def test_a_host_in_other_letters_that_has_none_is_none(address):
    assert web_address(address) is None
