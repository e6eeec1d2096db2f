"""The way outside, against a real server that lies, stalls and floods."""

import asyncio
from ipaddress import ip_network

import pytest

from hubbub.base.errors import Full
from hubbub.base.outside import Ask, Outside, Refused, Unreachable
from hubbub.base.settings import Misconfigured, Settings
from tests.base.hostile import HOME, SPECIAL, certified, dialled, endless, going, last, listening, plain, to

LOCAL = "127.0.0.1"


@pytest.fixture
async def outside(tmp_path):
    async with going(tmp_path) as outside:
        yield outside


@pytest.fixture
async def server():
    async with listening() as hostile:
        yield hostile


def names(**places):
    """Every name is at these addresses, on the port that was asked for."""
    async def resolve(host, port):
        return [(address, port) for address in places[host.split(".")[0]]]

    return resolve


def literal(address):
    return f"[{address}]" if ":" in address else address


async def test_a_document_comes_whole(outside, server):
    server.says["/zoe"] = plain(b"hello", X_Kind="document")
    answer = await outside.get(server.url("/zoe#key"), accept="application/activity+json")
    assert (answer.status, answer.body, answer.url) == (200, b"hello", server.url("/zoe"))
    assert answer.headers["x-kind"] == "document"
    assert server.heard[0].target == "/zoe"
    assert server.heard[0].headers["accept"] == "application/activity+json"
    assert server.heard[0].headers["user-agent"].startswith("Hubbub/")
    assert server.heard[0].headers["user-agent"].endswith("(+http://here.test/)")


async def test_a_body_is_sent_as_it_is(outside, server):
    server.says["/inbox"] = plain(b"", status=202)
    answer = await outside.post(server.url("/inbox"), b'{"a":1}', content_type="application/activity+json")
    assert answer.status == 202
    assert (server.heard[0].method, server.heard[0].body) == ("POST", b'{"a":1}')
    assert server.heard[0].headers["content-type"] == "application/activity+json"


@pytest.mark.parametrize("address", SPECIAL)
async def test_a_special_address_is_never_dialled(outside, server, tmp_path, address):
    server.says["/away"] = to(f"http://{literal(address)}:{server.port}/")
    with dialled() as seen:
        with pytest.raises(Refused):
            await outside.get(f"http://{literal(address)}:{server.port}/")
        with pytest.raises(Refused):
            await outside.post(f"http://{literal(address)}:{server.port}/", b"", content_type="text/plain")
        assert seen == []
        with pytest.raises(Refused):
            await outside.get(server.url("/away"), sign=lambda *_: {"Signature": "zoe"})
        assert seen == [HOME]
    assert [heard.target for heard in server.heard] == ["/away"]


@pytest.mark.parametrize("address", SPECIAL)
async def test_a_name_that_leads_to_a_special_address_is_never_dialled(tmp_path, address):
    async with going(tmp_path, names(zoe=[address]), development=False) as outside:
        with dialled() as seen, pytest.raises(Refused):
            await outside.get("https://zoe.example/")
    assert seen == []


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "１２７.0.0.1", "localhost"])
async def test_other_ways_to_write_this_machine_are_refused(outside, server, host):
    with dialled() as seen, pytest.raises(Refused):
        await outside.get(f"http://{host}:{server.port}/")
    assert seen == []


async def test_of_a_mixed_answer_only_the_allowed_address_is_dialled(tmp_path, server):
    server.says["/"] = plain()
    async with going(tmp_path, names(zoe=[LOCAL, "::1", "10.0.0.1", HOME, "169.254.169.254"])) as outside:
        with dialled() as seen:
            assert (await outside.get(server.url("/", "zoe.example"))).status == 200
    assert seen == [HOME]


async def test_a_mixed_answer_whose_allowed_address_is_down_may_be_tried_again(tmp_path):
    async with listening() as gone:
        pass
    async with going(tmp_path, names(zoe=[HOME, LOCAL])) as outside:
        with dialled() as seen, pytest.raises(Unreachable):
            await outside.get(gone.url("/", "zoe.example"))
    assert seen == [HOME]


async def test_the_address_that_was_checked_is_the_one_that_is_dialled(tmp_path, server):
    """DNS rebinding: a good answer for the check and a bad one for the connection."""
    server.says["/"] = last(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    answers = [HOME, LOCAL, LOCAL]

    async def rebinding(_, port):
        return [(answers.pop(0), port)]

    async with listening(LOCAL, port=server.port) as inner, going(tmp_path, rebinding) as outside:
        with dialled() as seen:
            assert (await outside.get(server.url("/", "zoe.example"))).status == 200
            assert answers == [LOCAL, LOCAL]  # one look-up for one connection
            with pytest.raises(Refused):
                await outside.get(server.url("/", "zoe.example"))
    assert seen == [HOME]
    assert inner.heard == []


async def test_a_name_is_looked_up_and_checked_again_at_every_hop(tmp_path, server):
    server.says["/"] = last(b"HTTP/1.1 302 Away\r\nLocation: /inside\r\nContent-Length: 0\r\n\r\n")
    answers = [HOME, LOCAL]

    async def rebinding(_, port):
        return [(answers.pop(0), port)]

    async with listening(LOCAL, port=server.port) as inner, going(tmp_path, rebinding) as outside:
        with pytest.raises(Refused):
            await outside.get(server.url("/", "zoe.example"))
    assert answers == []
    assert inner.heard == []


async def test_a_name_that_is_not_there_may_be_tried_again(tmp_path):
    async with going(tmp_path, names(zoe=[])) as outside:
        with pytest.raises(Unreachable):
            await outside.get("http://zoe.example/")


async def test_a_name_that_cannot_be_one_is_refused(outside):
    with pytest.raises(Refused):
        await outside.get(f"http://{'a' * 64}.localhost/")


async def test_the_system_knows_localhost_of_which_one_half_is_allowed(tmp_path):
    async with (
        listening(LOCAL, says={"/": plain()}) as here,
        going(tmp_path, allowed_networks=(ip_network("127.0.0.0/8"),)) as outside,
    ):
        assert (await outside.get(here.url("/", "localhost"))).body == b"hello"


async def test_three_hops_are_followed_and_each_is_signed_afresh(outside, server):
    server.says |= {"/1": to("/2", 301), "/2": to(server.url("/3"), 307), "/3": to("4", 308), "/4": plain()}
    asked = []

    def sign(method, url, body):
        asked.append((method, url, body))
        return {"Signature": url.rpartition("/")[2]}

    answer = await outside.get(server.url("/1"), sign=sign)
    assert (answer.status, answer.url) == (200, server.url("/4"))
    assert asked == [("GET", server.url(f"/{n}"), b"") for n in range(1, 5)]
    assert [heard.headers["signature"] for heard in server.heard] == ["1", "2", "3", "4"]


async def test_a_fourth_hop_is_refused(outside, server):
    server.says |= {f"/{n}": to(f"/{n + 1}") for n in range(9)}
    with pytest.raises(Refused):
        await outside.get(server.url("/0"))
    assert len(server.heard) == 4


async def test_a_circle_of_redirects_is_refused(outside, server):
    server.says |= {"/a": to("/b"), "/b": to("/a")}
    with pytest.raises(Refused):
        await outside.get(server.url("/a"))
    assert len(server.heard) == 4


@pytest.mark.parametrize("location", [
    "file:///etc/passwd", "gopher://127.0.0.2:70/", "data:text/plain,hello", "ftp://127.0.0.2/", "//zoe:pw@127.0.0.2/",
    "http://127.0.0.2:22/", "http://127.0.0.2:25/", "http://127.0.0.2:6379/", "/a b", "http://[",
])
async def test_a_redirect_to_what_is_not_called_is_refused(outside, server, location):
    server.says["/"] = to(location)
    with dialled() as seen, pytest.raises(Refused):
        await outside.get(server.url("/"))
    assert seen == [HOME]


async def test_a_post_goes_to_one_address_only(outside, server):
    server.says |= {"/": to("/elsewhere", 307), "/elsewhere": plain()}
    answer = await outside.post(server.url("/"), b"secret", content_type="text/plain")
    assert (answer.status, len(server.heard)) == (307, 1)


@pytest.mark.parametrize("url", [
    "http://127.0.0.2:{}/\r\nX-Evil: 1", "http://zoe:pw@127.0.0.2:{}/", "http://127.0.0.2:{}/a b",
])
async def test_an_address_with_more_in_it_than_an_address_is_refused(outside, server, url):
    with dialled() as seen, pytest.raises(Refused):
        await outside.get(url.format(server.port))
    assert seen == []


async def test_a_proxy_in_the_environment_is_ignored(outside, server, monkeypatch):
    server.says["/"] = plain()
    async with listening() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url(""))
        assert (await outside.get(server.url("/"))).body == b"hello"
    assert proxy.heard == []


async def test_cookies_are_not_kept(outside, server):
    server.says["/"] = plain(b"", Set_Cookie="who=zoe")
    await outside.get(server.url("/"))
    await outside.get(server.url("/"))
    assert "cookie" not in server.heard[1].headers


async def test_one_connection_serves_many_requests_and_a_host_gets_four_at_most(outside, server):
    server.says["/"] = plain()
    with dialled() as seen:
        for _ in range(5):
            await outside.get(server.url("/"))
        assert len(seen) == 1
        await asyncio.gather(*(outside.get(server.url("/")) for _ in range(40)))
    assert server.most <= 4
    assert len(seen) <= 4


async def test_https_needs_a_certificate_that_is_trusted(tmp_path):
    trusted, tls = certified(tmp_path, "zoe.example")
    async with listening(tls=tls, says={"/": plain()}) as server:
        async def resolve(*_):
            return [(HOME, server.port)]

        async with going(tmp_path, resolve, development=False, ca_file=trusted) as outside:
            assert (await outside.get("https://zoe.example/")).body == b"hello"
            with pytest.raises(Unreachable):
                await outside.get("https://bob.example/")
            with pytest.raises(Refused):
                await outside.get("http://zoe.example/")
        async with going(tmp_path, resolve, development=False) as outside:
            with pytest.raises(Unreachable):
                await outside.get("https://zoe.example/")


async def test_a_redirect_from_https_to_http_is_refused(tmp_path, server):
    trusted, tls = certified(tmp_path, HOME)
    server.says["/"] = plain()
    async with listening(tls=tls, says={"/": to(server.url("/"))}) as safe, going(tmp_path, ca_file=trusted) as outside:
        with pytest.raises(Refused):
            await outside.get(safe.url("/", scheme="https"))
    assert len(safe.heard) == 1
    assert server.heard == []


def test_certificates_that_cannot_be_read_are_said_at_the_start(tmp_path):
    settings = Settings(data=tmp_path, domain="here.test", web_domain="here.test", ca_file=tmp_path / "none.pem")
    with pytest.raises(Misconfigured):
        Outside(settings)


async def test_a_medium_is_saved_without_being_held(outside, server, tmp_path):
    server.says["/zoe.png"] = plain(b"picture" * 1000)
    answer = await outside.save(server.url("/zoe.png"), tmp_path / "zoe", limit=7000)
    assert (answer.status, answer.body) == (200, b"")
    assert (tmp_path / "zoe").read_bytes() == b"picture" * 1000


async def test_a_medium_that_did_not_come_leaves_no_file(outside, server, tmp_path):
    server.says |= {"/large": endless(b"HTTP/1.1 200 OK\r\n\r\n", bytes(4096)), "/none": plain(b"sorry", status=404)}
    with pytest.raises(Unreachable):
        await outside.save(server.url("/large"), tmp_path / "zoe", limit=100_000)
    assert not (tmp_path / "zoe").exists()
    assert (await outside.save(server.url("/none"), tmp_path / "zoe", limit=100)).status == 404
    assert not (tmp_path / "zoe").exists()


async def test_a_full_disk_is_said_to_be_full(outside, server, tmp_path):
    (tmp_path / "zoe").symlink_to("/dev/full")
    server.says["/"] = plain(bytes(100_000))
    with pytest.raises(Full):
        await outside.save(server.url("/"), tmp_path / "zoe", limit=100_000)


async def test_a_file_is_sent_from_the_disk(outside, server, tmp_path):
    (tmp_path / "zoe").write_bytes(b"picture" * 100)
    server.says["/zoe"] = plain(b"")
    await outside.request(Ask("PUT", server.url("/zoe"), tmp_path / "zoe"))
    assert server.heard[0].body == b"picture" * 100


async def test_after_closing_everything_is_unreachable(outside, server):
    server.says["/"] = plain()
    await outside.get(server.url("/"))
    await outside.close()
    with pytest.raises(Unreachable):
        await outside.get(server.url("/"))
