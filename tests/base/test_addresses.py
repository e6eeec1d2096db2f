"""What a stranger's address may look like, and where it may lead."""

from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from yarl import URL

from hubbub.base.addresses import Refused, allowed, checked, is_public
from hubbub.base.settings import Settings
from tests.base.hostile import SPECIAL

OPEN = Settings(data=Path(), domain="here.example", web_domain="here.example")
AT_HOME = Settings(
    data=Path(), domain="localhost:8000", web_domain="localhost:8000", development=True,
    allowed_networks=(ip_network("127.0.0.0/8"),),
)
MAPPED = {"::ffff:127.0.0.1"}  # the kernel dials 127.0.0.1 for it, so at home it is as good


def test_there_are_56_special_addresses():
    assert len(set(SPECIAL)) == 56


@pytest.mark.parametrize("address", SPECIAL)
def test_a_special_address_is_not_allowed(address):
    assert not allowed(address, OPEN)


@pytest.mark.parametrize("address", SPECIAL)
def test_a_network_that_the_operator_allows_opens_no_other(address):
    home = address.startswith("127.") or address in MAPPED
    assert allowed(address, AT_HOME) is home


@pytest.mark.parametrize("address", [
    "1.1.1.1", "9.255.255.255", "11.0.0.0", "93.184.215.14", "100.63.255.255", "100.128.0.0", "172.15.255.255",
    "172.32.0.0", "192.0.1.0", "198.17.255.255", "223.255.255.255", "2001:200::1", "2606:4700:4700::1111",
    "2a00:1450:4001:830::200e", "64:ff9b::1.1.1.1", "::ffff:1.1.1.1",
])
def test_an_ordinary_address_is_allowed(address):
    assert allowed(address, OPEN)


@pytest.mark.parametrize("address", [
    "168.63.129.16", "100.100.100.200", "fd00:ec2::254", "::ffff:0:1.1.1.1", "::1.1.1.1", "2002:101:101::1",
])
def test_clouds_own_addresses_and_dead_forms_are_not_allowed(address):
    assert not allowed(address, OPEN)


def test_an_address_bound_to_an_interface_is_not_allowed():
    assert not allowed("2606:4700:4700::1111%eth0", OPEN)


def test_every_block_of_ipv6_outside_global_unicast_is_refused():
    blocks = [ip_address(first << 112 | 1) for first in range(1 << 16)]
    assert {block.exploded[0] for block in blocks if is_public(block)} == {"2", "3"}


@pytest.mark.parametrize("address", [
    "", "zoe.example", "//zoe.example/", "/inbox", "mailto:zoe@zoe.example", "file:///etc/passwd", "data:text/plain,x",
    "gopher://zoe.example/", "ftp://zoe.example/", "ws://zoe.example/", "unix://zoe.example/", "http://zoe.example/",
    "https://", "https:///inbox", "https:zoe.example", "https://zoe:pw@zoe.example/", "https://zoe@zoe.example/",
    "https://:pw@zoe.example/", "https://zoe.example\\@evil.example/", "https://zoe.example/\r\nX: y",
    "https://zoe.example/a b", "https://zoe.example\t/", "https://zoe.example/\x00", "https://zoe.example/\x7f",
    "https://zoe.example/\udc80", "https://z%6fe.example/", "https://[fe80::1%25eth0]/", "https://zoe.example:x/",
    "https://zoe.example:70000/", "https://[::1/", "https://zoe.example/" + "a" * 4096,
])
def test_what_is_no_plain_https_address_is_refused(address):
    with pytest.raises(Refused):
        checked(address, OPEN)


@pytest.mark.parametrize("port", [22, 25, 81, 3306, 5432, 6379, 8000, 8080, 9200, 65535])
def test_only_the_ports_of_the_web_are_called(port):
    with pytest.raises(Refused):
        checked(f"https://zoe.example:{port}/", OPEN)


@pytest.mark.parametrize("port", [80, 443, 8443])
def test_the_ports_of_the_web_are_called(port):
    assert checked(f"https://zoe.example:{port}/", OPEN).port == port


@pytest.mark.parametrize("port", [0, 22, 25, 5432, 6379, 11211])
def test_not_even_a_development_server_calls_a_database(port):
    with pytest.raises(Refused):
        checked(f"http://localhost:{port}/", AT_HOME)


def test_a_development_server_calls_http_on_any_other_port():
    assert checked("http://localhost:54321/", AT_HOME).port == 54321


def test_a_port_that_the_operator_wrote_is_called():
    assert checked("https://store.example:9000/", OPEN, ports={9000}).port == 9000


def test_a_fragment_stays_here():
    assert str(checked("https://zoe.example/users/zoe?x=1#main-key", OPEN)) == "https://zoe.example/users/zoe?x=1"


def test_foreign_letters_are_written_as_the_wire_wants_them():
    assert str(checked("https://bücher.example/ü", OPEN)) == "https://xn--bcher-kva.example/%C3%BC"


def test_a_hop_may_be_relative_but_never_from_https_to_http():
    base = URL("https://zoe.example/users/zoe")
    assert str(checked("../@zoe", OPEN, base=base)) == "https://zoe.example/@zoe"
    with pytest.raises(Refused):
        checked("http://localhost:8000/", AT_HOME, base=base)
