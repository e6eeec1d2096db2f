"""Messages for push services: by the standards' own examples, and read again by a device of its own making."""

import hashlib
import hmac
from base64 import urlsafe_b64decode
from datetime import UTC, datetime

import msgspec
import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hubbub.base import push

CURVE = ec.SECP256R1()


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def key_of(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(raw(text)), CURVE)


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


class Phone:
    """A device that reads what is pushed to it: HKDF spelled out here by HMAC, and not by the code under test."""

    def __init__(self, key: ec.EllipticCurvePrivateKey | None = None, auth: bytes = b"sixteen bytes ok") -> None:
        self.key, self.auth = key or ec.generate_private_key(CURVE), auth

    def reads(self, body: bytes, headers: dict[str, str]) -> bytes:
        given = {name.lower(): value for name, value in headers.items()}
        return self._standard(body) if given["content-encoding"] == "aes128gcm" else self._legacy(body, given)

    def _standard(self, body: bytes) -> bytes:
        salt, size, sender, record = body[:16], int.from_bytes(body[16:20]), body[21:86], body[86:]
        assert (size, body[20]) == (4096, 65)
        base = _expand(_extract(self.auth, self._shared(sender)),
                       b"WebPush: info\0" + point_of(self.key) + sender, 32)
        main = _extract(salt, base)
        plain = AESGCM(_expand(main, b"Content-Encoding: aes128gcm\0", 16)).decrypt(
            _expand(main, b"Content-Encoding: nonce\0", 12), record, None)
        message, _, padding = plain.rpartition(b"\2")
        assert not padding
        return message

    def _legacy(self, body: bytes, headers: dict[str, str]) -> bytes:
        salt = raw(headers["encryption"].removeprefix("salt="))
        sender = raw(dict(part.split("=", 1) for part in headers["crypto-key"].split(";"))["dh"])
        base = _expand(_extract(self.auth, self._shared(sender)), b"Content-Encoding: auth\0", 32)
        both = b"P-256\0\0\x41" + point_of(self.key) + b"\0\x41" + sender
        main = _extract(salt, base)
        plain = AESGCM(_expand(main, b"Content-Encoding: aesgcm\0" + both, 16)).decrypt(
            _expand(main, b"Content-Encoding: nonce\0" + both, 12), body, None)
        assert plain[:2] == b"\0\0"
        return plain[2:]

    def _shared(self, sender: bytes) -> bytes:
        return self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender))


def _extract(salt: bytes, material: bytes) -> bytes:
    return hmac.digest(salt, material, hashlib.sha256)


def _expand(main: bytes, info: bytes, length: int) -> bytes:
    return hmac.digest(main, info + b"\1", hashlib.sha256)[:length]


def claims_of(token: str, public: str) -> dict[str, object]:
    """What a voucher claims, its signature looked at."""
    head, body, signature = token.split(".")
    assert msgspec.json.decode(raw(head)) == {"typ": "JWT", "alg": "ES256"}
    numbers = raw(signature)
    assert len(numbers) == 64
    der = encode_dss_signature(int.from_bytes(numbers[:32]), int.from_bytes(numbers[32:]))
    key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, raw(public))
    key.verify(der, f"{head}.{body}".encode(), ec.ECDSA(SHA256()))
    return dict(msgspec.json.decode(raw(body)))


def test_the_example_of_rfc_8291_comes_out_to_the_byte():
    phone = key_of("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")
    sender = key_of("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
    auth = raw("BTBZMqHH6r4Tts7J_aSIgg")
    device = push.Device(point_of(phone), auth, standard=True)
    body, headers = push.sealed(
        b"When I grow up, I want to be a watermelon", device, salt=raw("DGv6ra1nlYgDCS1FRnbzlw"), key=sender)
    assert body == raw(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBr"
        "u3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN")
    assert headers == {"Content-Encoding": "aes128gcm"}
    assert Phone(phone, auth).reads(body, headers) == b"When I grow up, I want to be a watermelon"


@pytest.mark.parametrize("standard", [True, False])
def test_only_the_device_reads_it_and_each_message_looks_different(standard: bool):
    phone, other = Phone(), Phone()
    device = push.Device(point_of(phone.key), phone.auth, standard)
    message = "Größe 🎈".encode() * 100
    made = [push.sealed(message, device) for _ in range(2)]
    assert made[0][0] != made[1][0]
    assert [phone.reads(*each) for each in made] == [message, message]
    with pytest.raises(InvalidTag):
        other.reads(*made[0])


@pytest.mark.parametrize("standard", [True, False])
def test_the_longest_message_still_fits_into_what_push_services_take(standard: bool):
    phone = Phone()
    body, _ = push.sealed(b"x" * push.LONGEST, push.Device(point_of(phone.key), phone.auth, standard))
    assert len(body) <= 4096


def test_the_server_vouches_for_itself_towards_one_push_service_for_half_a_day():
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    headers = push.vouched(b"secret", "https://push.example:8443/a/b?c", "https://here.example", at,
                           {"Content-Encoding": "aes128gcm"})
    kind, _, rest = headers["Authorization"].partition(" ")
    token, public = (part.split("=", 1)[1] for part in rest.split(","))
    assert (kind, public) == ("vapid", push.server_key(b"secret"))
    assert claims_of(token, public) == {
        "aud": "https://push.example:8443", "exp": int(at.timestamp()) + 43200, "sub": "https://here.example"}
    with pytest.raises(InvalidSignature):
        claims_of(token, push.server_key(b"another"))


def test_the_older_form_vouches_in_two_headers():
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    headers = push.vouched(b"secret", "https://push.example/a", "https://here.example", at, {"Crypto-Key": "dh=abc"})
    assert headers["Crypto-Key"] == f"dh=abc;p256ecdsa={push.server_key(b'secret')}"
    assert claims_of(headers["Authorization"].removeprefix("WebPush "), push.server_key(b"secret"))


def test_the_server_s_key_is_always_the_same_and_a_point_of_the_curve():
    first = push.server_key(b"secret")
    assert first == push.server_key(b"secret") != push.server_key(b"other")
    assert push.fits(raw(first), b"0" * 16)


@pytest.mark.parametrize(("point", "auth"), [
    (b"", b"0" * 16), (b"\4" + b"\1" * 64, b"0" * 16), (point_of(key_of("AQ"))[:64], b"0" * 16),
    (point_of(key_of("AQ")), b"0" * 15), (b"\0", b"0" * 16),
])
def test_what_is_no_key_does_not_fit(point: bytes, auth: bytes):
    assert not push.fits(point, auth)


def test_a_topic_has_the_letters_and_the_length_that_are_taken():
    assert len(push.topic("favourite-1-2")) == 32
    assert push.topic("a") != push.topic("b")
