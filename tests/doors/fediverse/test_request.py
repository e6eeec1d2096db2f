"""The checks on a signed request that need no key."""

import pytest

from hubbub.doors.fediverse.request import BadSignature, decode, header, key_address, seconds, where
from tests.doors.fediverse.signing import BODY, draft, request, sha256


def test_a_header_is_found_whatever_its_case_and_refused_if_it_is_there_twice():
    assert header([("Date", "x")], "date") == "x"
    assert header([("Date", "x")], "digest") is None
    with pytest.raises(BadSignature, match="two date"):
        header([("Date", "x"), ("date", "x")], "date")


def test_a_very_long_header_is_refused():
    with pytest.raises(BadSignature, match="long"):
        header([("signature", "a" * 8_193)], "signature")


@pytest.mark.parametrize("name", ["SHA-256", "sha-256", "Sha-256"])
def test_the_name_of_the_digest_may_be_in_any_case(name):
    request("POST", "/", {"digest": f"{name}={sha256(BODY)}"}, BODY).check_body("digest")


def test_another_digest_beside_the_right_one_does_no_harm():
    request("POST", "/", {"digest": f"SHA-512=aa==, SHA-256={sha256(BODY)}"}, BODY).check_body("digest")


@pytest.mark.parametrize(
    "digest", ["", "SHA-256", "SHA-256=", "=", ",", "SHA-256=é", "SHA-256=\ud800", "SHA-1=aa==", f"{sha256(BODY)}"]
)
def test_a_digest_that_says_nothing_is_refused(digest):
    with pytest.raises(BadSignature):
        request("POST", "/", {"digest": digest}, BODY).check_body("digest")


def test_two_digests_in_one_header_are_refused():
    both = f"SHA-256={sha256(BODY)},SHA-256={sha256(b'x')}"
    with pytest.raises(BadSignature, match="one SHA-256"):
        request("POST", "/", {"digest": both}, BODY).check_body("digest")


@pytest.mark.parametrize("said", ["", "x", "-1", "1.5", "1e9", "٣", "1" * 13, "Infinity", "nan"])
def test_a_moment_is_plain_digits(said):
    with pytest.raises(BadSignature):
        seconds(said)


@pytest.mark.parametrize(
    "said", [None, "", "zoe", "acct:zoe@there.example", "file:///etc/passwd", "https://", "https://a@b.example/",
             "https://A.example/key", "https://a.example/" + "x" * 2_048, "https://a.example/\u202e"],
)  # fmt: skip
def test_the_address_of_a_key_is_one_that_can_be_fetched_as_it_is(said):
    with pytest.raises(BadSignature):
        key_address(said)


@pytest.mark.parametrize(
    "address", ["https://a.example/u#main-key", "https://a.example/u/main-key", "http://[::1]:8/#k"]
)
def test_addresses_of_keys_take_each_form_that_peers_use(address):
    assert key_address(address) == address


@pytest.mark.parametrize("text", ["a", "a===", "a b=", "aa==\n", "é", "-_==", "", "ab=="])
def test_base64_is_strict(text):
    with pytest.raises(BadSignature):
        decode(text)


def test_where_an_address_leads():
    assert where("https://A.example") == ("https", "a.example", "/")
    assert where("http://a.example:80/x?y=1#z") == ("http", "a.example", "/x?y=1")
    assert where("http://u:p@localhost:8000/x") == ("http", "localhost:8000", "/x")


def test_a_reading_request_has_no_need_of_a_body():
    assert not draft(method="GET").writes
    assert not draft(method="HEAD").writes
    assert draft(method="get").writes
    assert draft(method="DELETE").writes
