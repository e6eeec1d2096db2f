"""RFC 9421 signatures: what is taken, and each way in which one may fall short."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hubbub.doors.fediverse.keys import load_private
from hubbub.doors.fediverse.message import claim, sign_message
from hubbub.doors.fediverse.request import BadSignature
from hubbub.doors.fediverse.signatures import verify
from tests.doors.fediverse.signing import (
    AT,
    BODY,
    ED25519_KEY,
    KEY,
    KEY_ID,
    PRIVATE,
    ed25519,
    message,
    request,
    rsa,
    sha256,
    with_another,
    with_header,
    without_header,
)

COVERED = '"@method" "@target-uri" "content-digest"'
CREATED = "created=1795348800"
KEYID = f'keyid="{KEY_ID}"'


def reading(covered: str = '"@method" "@target-uri"', **given):
    return message(covered, **({"method": "GET", "target": "/users/1?page=2", "body": b""} | given))


def test_a_delivery_signed_by_hand_is_taken():
    verify(message(), KEY)


def test_a_fetch_signed_by_hand_is_taken():
    verify(reading(), KEY)


def test_a_delivery_of_ours_says_what_a_hand_would_say():
    headers = sign_message("POST", "https://here.example:443/inbox?a=1", BODY, KEY_ID, load_private(PRIVATE), AT)
    digest = f"sha-256=:{sha256(BODY)}:"
    said = f'({COVERED});{CREATED};{KEYID};alg="rsa-v1_5-sha256"'
    text = (
        '"@method": POST\n"@target-uri": https://here.example/inbox?a=1\n'
        f'"content-digest": {digest}\n"@signature-params": {said}'
    )
    assert headers == {
        "Content-Digest": digest,
        "Signature-Input": f"sig1={said}",
        "Signature": f"sig1=:{rsa(text)}:",
    }


def test_what_we_sign_is_taken():
    for method, body in (("POST", BODY), ("GET", b"")):
        headers = sign_message(method, "https://here.example/a?b", body or None, KEY_ID, load_private(PRIVATE), AT)
        verify(request(method, "/a?b", headers | {"Host": "here.example"}, body), KEY)


def test_a_peer_may_sign_more_than_it_must_and_in_any_order():
    # As Fedify does it.
    covered = '"@method" "@target-uri" "@authority" "host" "date" "content-digest"'
    verify(message(covered, parameters=f'alg="rsa-v1_5-sha256";{KEYID};{CREATED}'), KEY)
    covered = '"@query" "@path" "@scheme" "@request-target" "content-digest" "@target-uri" "@method"'
    verify(message(covered, target="/inbox?a=1", parameters=f'{CREATED};{KEYID};nonce="x;y";tag="a(b)"'), KEY)


def test_ed25519_is_taken():
    verify(message(sign=ed25519), ED25519_KEY)
    verify(message(parameters=f'{CREATED};{KEYID};alg="ed25519"', sign=ed25519), ED25519_KEY)


@pytest.mark.parametrize(
    "algorithm", ["hmac-sha256", "rsa-pss-sha512", "ecdsa-p256-sha256", "RSA-V1_5-SHA256", "rsa-sha256", ""]
)
def test_other_algorithms_are_refused(algorithm):
    with pytest.raises(BadSignature, match="algorithm"):
        claim(message(parameters=f'{CREATED};{KEYID};alg="{algorithm}"'))


def test_an_algorithm_for_another_kind_of_key_is_refused():
    with pytest.raises(BadSignature):
        verify(message(parameters=f'{CREATED};{KEYID};alg="ed25519"'), KEY)
    with pytest.raises(BadSignature):
        verify(message(parameters=f'{CREATED};{KEYID};alg="rsa-v1_5-sha256"', sign=ed25519), ED25519_KEY)


@pytest.mark.parametrize(
    "covered", ['"@target-uri" "content-digest"', '"@method" "content-digest"', '"@method" "@target-uri"']
)
def test_a_delivery_that_leaves_a_thing_unsigned_is_refused(covered):
    with pytest.raises(BadSignature, match="not signed"):
        claim(message(covered))


def test_path_and_host_apart_do_not_stand_for_the_whole_address():
    with pytest.raises(BadSignature, match="not signed"):
        claim(reading('"@method" "@path" "@query" "@authority"'))


def test_a_fetch_with_a_body_must_sign_it():
    with pytest.raises(BadSignature, match="not signed"):
        claim(reading(body=BODY))


def test_a_thing_signed_twice_is_refused():
    with pytest.raises(BadSignature, match="twice"):
        claim(message(f'{COVERED} "@method"'))


def test_the_digest_must_be_there_and_right():
    with pytest.raises(BadSignature, match="no content-digest"):
        claim(without_header(message(), "content-digest"))
    with pytest.raises(BadSignature, match="not the one"):
        claim(replace(message(), body=b'{"type":"Block"}'))
    with pytest.raises(BadSignature, match="not the one"):
        claim(message(content_digest=f"sha-256={sha256(BODY)}"))


def test_another_body_with_its_own_digest_is_refused():
    other = b'{"type":"Block"}'
    with pytest.raises(BadSignature, match="did not sign"):
        verify(replace(with_header(message(), "content-digest", f"sha-256=:{sha256(other)}:"), body=other), KEY)


def test_two_digests_and_sha_512_alone_are_refused():
    with pytest.raises(BadSignature, match="two content-digest"):
        claim(with_another(message(), "content-digest", "x"))
    with pytest.raises(BadSignature, match="one SHA-256"):
        claim(message(content_digest="sha-512=:aaaa:"))
    with pytest.raises(BadSignature, match="one SHA-256"):
        claim(message(content_digest=f"sha-256=:{sha256(BODY)}:, sha-256=:{sha256(b'x')}:"))


def test_a_digest_of_a_fetch_is_checked_if_it_is_signed():
    with pytest.raises(BadSignature, match="not the one"):
        claim(reading('"@method" "@target-uri" "content-digest"', content_digest=f"sha-256=:{sha256(b'x')}:"))


@pytest.mark.parametrize(
    "change", [{"method": "PUT"}, {"target": "/users/2/inbox"}, {"target": "/inbox?x=1"}, {"scheme": "http"}]
)
def test_another_method_or_address_is_refused(change):
    with pytest.raises(BadSignature, match="did not sign"):
        verify(replace(message(), **change), KEY)


def test_a_query_must_be_signed_even_on_a_fetch():
    with pytest.raises(BadSignature, match="did not sign"):
        verify(replace(reading(target="/users/1"), target="/users/1?page=2"), KEY)


def test_a_request_meant_for_another_host_is_refused():
    with pytest.raises(BadSignature, match="another host"):
        claim(message(host="elsewhere.example"))
    with pytest.raises(BadSignature, match="did not sign"):
        verify(with_header(replace(message(), host="b.example"), "host", "b.example"), KEY)


@pytest.mark.parametrize("hours", [-1, 1])
def test_created_may_be_an_hour_off(hours):
    verify(replace(message(), at=AT + timedelta(hours=hours)), KEY)


@pytest.mark.parametrize("late", [timedelta(hours=1, seconds=1), -timedelta(hours=1, seconds=1)])
def test_created_more_than_an_hour_off_is_refused_either_way(late):
    with pytest.raises(BadSignature, match="hour"):
        claim(replace(message(), at=AT + late))


def test_an_expired_signature_is_refused():
    with pytest.raises(BadSignature, match="expired"):
        claim(message(parameters=f"{CREATED};expires=1795348799;{KEYID}"))
    verify(message(parameters=f"{CREATED};expires=1795348801;{KEYID}"), KEY)


@pytest.mark.parametrize(
    "parameters",
    [
        KEYID,
        CREATED,
        f'created="1795348800";{KEYID}',
        f"created=-1;{KEYID}",
        f"created=1795348800.5;{KEYID}",
        f"{CREATED};{CREATED};{KEYID}",
        f"{CREATED};{KEYID};{KEYID}",
        f'{CREATED};keyid="acct:zoe@there.example"',
        f"{CREATED};keyid=1",
        f'{CREATED};keyid="https://a.example/\\"x"',
        f"{CREATED};{KEYID};tag",
        f"{CREATED};{KEYID};",
        f"{CREATED} {KEYID}",
        f"{CREATED};{KEYID} ",
    ],
)
def test_parameters_missing_doubled_or_malformed_are_refused(parameters):
    with pytest.raises(BadSignature):
        claim(message(parameters=parameters))


@pytest.mark.parametrize(
    "described",
    [
        "",
        "sig1",
        f"sig1={CREATED};{KEYID}",
        f"sig1=();{CREATED};{KEYID}",
        f"sig1=({COVERED};{CREATED};{KEYID}",
        f'sig1=({COVERED} "date";req);{CREATED};{KEYID}',
        f'sig1=({COVERED} "@query-param";name="a");{CREATED};{KEYID}',
        f"sig1=({COVERED} date);{CREATED};{KEYID}",
        f'sig1=({COVERED} "@status");{CREATED};{KEYID}',
        f'sig1=({COVERED} "x-missing");{CREATED};{KEYID}',
        f"SIG1=({COVERED});{CREATED};{KEYID}",
    ],
)
def test_a_description_that_cannot_be_read_is_refused(described):
    with pytest.raises(BadSignature):
        claim(with_header(message(), "signature-input", described))


def test_two_signatures_are_refused():
    good = message()
    described, signature = good.headers[-2][1], good.headers[-1][1]
    two = with_header(good, "signature-input", f"{described}, {described.replace('sig1', 'sig2')}")
    with pytest.raises(BadSignature, match="more than one"):
        claim(two)
    with pytest.raises(BadSignature, match="not one signature"):
        claim(with_header(good, "signature", f"{signature}, {signature.replace('sig1', 'sig2')}"))
    for name, value in good.headers[-2:]:
        with pytest.raises(BadSignature, match=f"two {name}"):
            claim(with_another(good, name, value))


def test_a_signature_must_be_the_one_described():
    good = message()
    with pytest.raises(BadSignature, match="not one signature"):
        claim(with_header(good, "signature", good.headers[-1][1].replace("sig1", "sig2")))
    with pytest.raises(BadSignature, match="no signature header"):
        claim(without_header(good, "signature"))
    with pytest.raises(BadSignature, match="base64"):
        claim(with_header(good, "signature", "sig1=:aaa:"))


def test_what_is_signed_must_have_come_over_http():
    with pytest.raises(BadSignature, match="HTTP"):
        claim(message(f'{COVERED} "x"', x="\u2014"))


def test_a_long_list_is_refused():
    many: dict[str, Any] = {f"x{number}": "1" for number in range(30)}
    with pytest.raises(BadSignature, match="many"):
        claim(message(" ".join([COVERED, *(f'"{name}"' for name in many)]), **many))
