"""Draft-cavage signatures: what is taken, and each way in which one may fall short."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA512

from hubbub.doors.fediverse.cavage import claim, sign_cavage
from hubbub.doors.fediverse.keys import load_private
from hubbub.doors.fediverse.request import BadSignature
from hubbub.doors.fediverse.signatures import verify
from tests.doors.fediverse.signing import (
    AT,
    BODY,
    DATE,
    ED25519_KEY,
    KEY,
    KEY_ID,
    PRIVATE,
    draft,
    ed25519,
    request,
    rsa,
    sha256,
    with_another,
    with_header,
    without_header,
)

READ = "(request-target) host date"


def reading(covered: str = READ, **given):
    return draft(covered, **({"method": "GET", "target": "/users/1", "body": b""} | given))


def test_a_delivery_signed_by_hand_is_taken():
    verify(draft(), KEY)


def test_a_fetch_signed_by_hand_is_taken():
    verify(reading(), KEY)


def test_a_delivery_of_ours_says_what_a_hand_would_say():
    headers = sign_cavage("POST", "https://here.example/inbox", BODY, KEY_ID, load_private(PRIVATE), AT)
    digest = f"SHA-256={sha256(BODY)}"
    text = f"(request-target): post /inbox\nhost: here.example\ndate: {DATE}\ndigest: {digest}"
    assert headers == {
        "Host": "here.example",
        "Date": DATE,
        "Digest": digest,
        "Signature": f'keyId="{KEY_ID}",algorithm="rsa-sha256",headers="(request-target) host date digest",'
        f'signature="{rsa(text)}"',
    }


def test_a_fetch_of_ours_signs_the_query_and_the_port_and_no_body():
    headers = sign_cavage("GET", "https://HERE.example:8443/a?page=2#x", None, KEY_ID, load_private(PRIVATE), AT)
    text = f"(request-target): get /a?page=2\nhost: here.example:8443\ndate: {DATE}"
    assert f'headers="{READ}",signature="{rsa(text)}"' in headers["Signature"]
    assert "Digest" not in headers


def test_what_we_sign_is_taken():
    headers = sign_cavage("POST", "https://here.example:443", BODY, KEY_ID, load_private(PRIVATE), AT)
    verify(request("POST", "/", headers, BODY), KEY)


@pytest.mark.parametrize("algorithm", ["", ',algorithm="hs2019"', ',algorithm="rsa-sha256"'])
def test_rsa_goes_by_three_names(algorithm):
    verify(draft(parameters=f'keyId="{KEY_ID}"{algorithm}'), KEY)


def test_rsa_with_sha_512_is_taken_when_it_is_said():
    said = f'keyId="{KEY_ID}",algorithm="rsa-sha512"'
    verify(draft(parameters=said, sign=lambda text: rsa(text, SHA512)), KEY)
    with pytest.raises(BadSignature):
        verify(draft(sign=lambda text: rsa(text, SHA512)), KEY)


@pytest.mark.parametrize("algorithm", ["", ',algorithm="hs2019"', ',algorithm="ed25519"'])
def test_ed25519_is_taken(algorithm):
    verify(draft(parameters=f'keyId="{KEY_ID}"{algorithm}', sign=ed25519), ED25519_KEY)


@pytest.mark.parametrize(
    "algorithm", ["hmac-sha256", "rsa-sha1", "ecdsa-sha256", "RSA-SHA256", "none", "", "hs2019 ", "rsa-sha256,hs2019"]
)
def test_other_algorithms_are_refused(algorithm):
    with pytest.raises(BadSignature, match="algorithm"):
        claim(draft(parameters=f'keyId="{KEY_ID}",algorithm="{algorithm}"'))


def test_an_algorithm_for_another_kind_of_key_is_refused():
    with pytest.raises(BadSignature):
        verify(draft(parameters=f'keyId="{KEY_ID}",algorithm="ed25519"'), KEY)
    with pytest.raises(BadSignature):
        verify(draft(sign=ed25519), ED25519_KEY)


def test_created_may_stand_for_the_date():
    said = f'keyId="{KEY_ID}",algorithm="hs2019",created=1795348800'
    verify(draft("(request-target) host (created) digest", parameters=said), KEY)


@pytest.mark.parametrize("said", ['algorithm="rsa-sha256",created=1795348800', 'algorithm="hs2019"'])
def test_created_is_refused_when_not_given_or_not_allowed(said):
    with pytest.raises(BadSignature, match="created"):
        claim(draft("(request-target) host (created) digest", parameters=f'keyId="{KEY_ID}",{said}'))


@pytest.mark.parametrize(
    "covered",
    ["host date digest", "(request-target) date digest", "(request-target) host digest", "(request-target) host date"],
)
def test_a_delivery_that_leaves_a_thing_unsigned_is_refused(covered):
    with pytest.raises(BadSignature, match="not signed"):
        claim(draft(covered))


@pytest.mark.parametrize("covered", ["host date", "(request-target) date", "(request-target) host"])
def test_a_fetch_that_leaves_a_thing_unsigned_is_refused(covered):
    with pytest.raises(BadSignature, match="not signed"):
        claim(reading(covered))


def test_a_fetch_with_a_body_must_sign_it():
    with pytest.raises(BadSignature, match="digest"):
        claim(reading(body=BODY))


def test_a_list_of_nothing_is_refused():
    unlisted = draft().headers[-1][1].replace('headers="(request-target) host date digest",', "")
    with pytest.raises(BadSignature, match="not signed"):
        claim(with_header(draft(), "signature", unlisted))


def test_a_thing_signed_twice_is_refused():
    with pytest.raises(BadSignature, match="twice"):
        claim(draft("(request-target) host date digest host"))


def test_a_signed_header_that_is_not_there_is_refused():
    with pytest.raises(BadSignature, match="no accept"):
        claim(without_header(draft("(request-target) host date digest accept", accept="*/*"), "accept"))


def test_the_digest_must_be_there():
    with pytest.raises(BadSignature, match="no digest"):
        claim(without_header(draft(), "digest"))


def test_another_body_is_refused():
    with pytest.raises(BadSignature, match="not the one"):
        claim(replace(draft(), body=b'{"type":"Block"}'))


def test_another_body_with_its_own_digest_is_refused():
    other = b'{"type":"Block"}'
    with pytest.raises(BadSignature, match="did not sign"):
        verify(replace(with_header(draft(), "digest", f"SHA-256={sha256(other)}"), body=other), KEY)


def test_two_digests_are_refused():
    with pytest.raises(BadSignature, match="two digest"):
        claim(with_another(draft(), "digest", f"SHA-256={sha256(BODY)}"))


def test_sha_512_alone_is_refused():
    with pytest.raises(BadSignature, match="one SHA-256"):
        claim(draft(digest="SHA-512=aaaa"))


def test_a_digest_of_a_fetch_is_checked_if_it_is_signed():
    with pytest.raises(BadSignature, match="not the one"):
        claim(reading(f"{READ} digest", digest=f"SHA-256={sha256(b'x')}"))


@pytest.mark.parametrize("change", [{"method": "PUT"}, {"target": "/users/2/inbox"}, {"target": "/inbox?x=1"}])
def test_another_method_or_path_is_refused(change):
    with pytest.raises(BadSignature, match="did not sign"):
        verify(replace(draft(), **change), KEY)


def test_a_request_meant_for_another_host_is_refused():
    with pytest.raises(BadSignature, match="another host"):
        claim(draft(host="elsewhere.example"))


def test_the_host_may_be_in_capitals():
    verify(draft(host="HERE.example"), KEY)


@pytest.mark.parametrize("hours", [-1, 1])
def test_the_date_may_be_an_hour_off(hours):
    verify(replace(draft(), at=AT + timedelta(hours=hours)), KEY)


@pytest.mark.parametrize("late", [timedelta(hours=1, seconds=1), -timedelta(hours=1, seconds=1)])
def test_a_date_more_than_an_hour_off_is_refused_either_way(late):
    with pytest.raises(BadSignature, match="hour"):
        claim(replace(draft(), at=AT + late))


@pytest.mark.parametrize("created", [1795348800 - 3601, 1795348800 + 3601])
def test_created_more_than_an_hour_off_is_refused_even_beside_a_good_date(created):
    said = f'keyId="{KEY_ID}",created={created}'
    with pytest.raises(BadSignature, match="hour"):
        claim(draft(parameters=said))


def test_an_expired_signature_is_refused():
    with pytest.raises(BadSignature, match="expired"):
        claim(draft(parameters=f'keyId="{KEY_ID}",expires=1795348799'))
    verify(draft(parameters=f'keyId="{KEY_ID}",expires=1795348801'), KEY)


@pytest.mark.parametrize(
    "date",
    ["", "now", "1795348800", "Sun, 22 Nov 2026 12:00:00 +0000", "Sun, 31 Feb 2026 12:00:00 GMT",
     "Sun, 22 Nov 0000 12:00:00 GMT", "Sun, 22 Now 2026 12:00:00 GMT", "Sun, ٢٢ Nov 2026 12:00:00 GMT"],
)  # fmt: skip
def test_a_date_that_is_none_is_refused(date):
    with pytest.raises(BadSignature, match="date"):
        claim(draft(date=date))


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "Signature",
        "keyId",
        'keyId="',
        'keyId="https://a.example"',
        f'keyId="{KEY_ID}",keyId="https://b.example/key",headers="(request-target) host date digest",signature="aa=="',
        f'keyId="{KEY_ID}" headers="(request-target) host date digest",signature="aa=="',
        f'keyId="{KEY_ID}",headers="(request-target) host date digest",signature="a*=="',
        f'keyId="{KEY_ID}",headers="(request-target) host date digest",signature="aé=="',
        'keyId="javascript:x",headers="(request-target) host date digest",signature="aa=="',
        'keyId="https://a b/",headers="(request-target) host date digest",signature="aa=="',
        'headers="(request-target) host date digest",signature="aa=="',
    ],
)
def test_a_header_that_cannot_be_read_is_refused(signature):
    with pytest.raises(BadSignature):
        claim(with_header(draft(), "signature", signature))


@pytest.mark.parametrize("again", [f'keyId="{KEY_ID}"', 'algorithm="rsa-sha256"', 'headers="date"', 'signature="aa=="'])
def test_a_parameter_said_twice_is_refused(again):
    said = f'{again},keyId="{KEY_ID}",algorithm="rsa-sha256"'
    with pytest.raises(BadSignature, match="twice"):
        claim(draft(parameters=said))


def test_no_signature_in_it_is_refused():
    listed = f'keyId="{KEY_ID}",headers="(request-target) host date digest"'
    with pytest.raises(BadSignature):
        verify(with_header(draft(), "signature", listed), KEY)


def test_two_signatures_are_refused():
    with pytest.raises(BadSignature, match="two signature"):
        claim(with_another(draft(), "signature", draft().headers[-1][1]))


def test_two_of_a_signed_header_are_refused():
    for name in ("host", "date"):
        with pytest.raises(BadSignature, match=f"two {name}"):
            claim(with_another(draft(), name, "x"))


def test_a_header_cannot_bring_lines_of_its_own():
    with pytest.raises(BadSignature, match="line"):
        claim(draft("(request-target) host date digest x", x="a\nhost: here.example"))


def test_a_long_list_of_signed_headers_is_refused():
    many: dict[str, Any] = {f"x{number}": "1" for number in range(30)}
    with pytest.raises(BadSignature, match="many"):
        claim(draft("(request-target) host date digest " + " ".join(many), **many))


def test_a_fetch_with_a_query_is_taken_with_it_signed_or_without():
    verify(reading(target="/users/1/outbox?page=2"), KEY)
    verify(reading(target="/users/1/outbox?page=2", signed_target="/users/1/outbox"), KEY)


def test_a_fetch_with_a_query_is_refused_if_another_query_was_signed():
    with pytest.raises(BadSignature, match="did not sign"):
        verify(reading(target="/users/1/outbox?page=2", signed_target="/users/1/outbox?page=1"), KEY)


def test_a_delivery_must_sign_its_query():
    verify(draft(target="/inbox?x=1"), KEY)
    with pytest.raises(BadSignature, match="did not sign"):
        verify(draft(target="/inbox?x=1", signed_target="/inbox"), KEY)
