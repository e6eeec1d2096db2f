"""Keys: which are taken, and whose they are."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hubbub.base.keys import make_key
from hubbub.doors.fediverse.keys import BadKey, Key, keys_of, load_private, load_public, sign, signed
from hubbub.doors.fediverse.wire import Thing
from tests.doors.fediverse.signing import ED25519_KEY, KEY, KEY_ID, OWNER, PRIVATE, PUBLIC

# RFC 9421, B.1.4 and B.2.6.
RFC_KEY = """-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----
"""
RFC_TEXT = """"date": Tue, 20 Apr 2021 02:07:55 GMT
"@method": POST
"@path": /foo
"@authority": example.com
"content-type": application/json
"content-length": 18
"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length")\
;created=1618884473;keyid="test-key-ed25519\""""
RFC_SIGNATURE = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="


def loaded(pem: str) -> rsa.RSAPublicKey:
    key = load_public(pem)
    assert isinstance(key, rsa.RSAPublicKey)
    return key


def pem_of(public: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> str:
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def test_a_fresh_key_is_rsa_of_2048_bits_and_signs():
    private, public = make_key()
    assert loaded(public).key_size == 2_048
    assert loaded(public).public_numbers().e == 65_537
    signature = base64.b64decode(sign(load_private(private), "text"))
    assert signed(loaded(public), "rsa-sha256", signature, b"text")
    assert not signed(loaded(public), "rsa-sha256", signature, b"next")
    assert not signed(loaded(public), "rsa-sha512", signature, b"text")


def test_the_example_of_rfc_9421_stands():
    signature = base64.b64decode(RFC_SIGNATURE)
    assert signed(load_public(RFC_KEY), "ed25519", signature, RFC_TEXT.encode())
    assert not signed(load_public(RFC_KEY), "ed25519", signature, RFC_TEXT.encode() + b" ")


def test_keys_are_kept_once_loaded():
    assert load_private(PRIVATE) is load_private(PRIVATE)
    assert load_public(PUBLIC) is load_public(PUBLIC)


def test_the_older_form_of_rsa_keys_is_taken():
    older = loaded(PUBLIC).public_bytes(Encoding.PEM, PublicFormat.PKCS1).decode()
    assert loaded(older).key_size == 2_048


@pytest.mark.parametrize("bits", [1_024, 2_040])
def test_a_small_rsa_key_is_refused(bits):
    with pytest.raises(BadKey, match="bits"):
        load_public(pem_of(rsa.generate_private_key(65_537, bits).public_key()))


def test_an_rsa_key_that_is_too_large_or_slow_is_refused():
    modulus = loaded(PUBLIC).public_numbers().n
    with pytest.raises(BadKey, match="bits"):
        load_public(pem_of(rsa.RSAPublicNumbers(65_537, (1 << 8_200) + 1).public_key()))
    with pytest.raises(BadKey, match="exponent"):
        load_public(pem_of(rsa.RSAPublicNumbers((1 << 32) + 1, modulus).public_key()))


def test_other_kinds_of_key_are_refused():
    with pytest.raises(BadKey, match="neither"):
        load_public(pem_of(ec.generate_private_key(ec.SECP256R1()).public_key()))


@pytest.mark.parametrize("pem", ["", "x", PUBLIC[:200], PRIVATE, "\ud800", "\0", PUBLIC * 20, PUBLIC.replace("A", "é")])
def test_what_is_no_public_key_is_refused(pem):
    with pytest.raises(BadKey):
        load_public(pem)


def actor(**fields) -> Thing:
    own = {"id": KEY_ID, "owner": OWNER, "publicKeyPem": PUBLIC}
    return Thing({"id": OWNER, "type": "Person", "publicKey": own} | fields)


def test_an_actor_shows_its_keys():
    assert keys_of(actor()) == [KEY]
    assert keys_of(actor(publicKey=[{"id": f"{OWNER}/main-key", "owner": OWNER, "publicKeyPem": "x"}])) == [
        Key(f"{OWNER}/main-key", OWNER, "x")
    ]


@pytest.mark.parametrize(
    "key",
    [
        {"owner": "https://there.example/users/eve"},
        {"owner": "https://elsewhere.example/users/zoe"},
        {"owner": None},
        {"id": "https://elsewhere.example/users/zoe#main-key"},
        {"id": "https://there.example:8443/users/zoe#main-key"},
        {"id": None},
        {"publicKeyPem": None},
        {"publicKeyPem": ""},
    ],
)
def test_a_key_of_another_owner_or_host_is_left_out(key):
    assert keys_of(actor(publicKey={"id": KEY_ID, "owner": OWNER, "publicKeyPem": PUBLIC} | key)) == []


def test_an_actor_without_an_id_or_keys_has_none():
    assert keys_of(actor(id="zoe")) == []
    assert keys_of(actor(publicKey=None)) == []
    assert keys_of(actor(publicKey=KEY_ID)) == []


def test_no_more_than_five_keys_are_read():
    own = [{"id": f"{OWNER}#{number}", "owner": OWNER, "publicKeyPem": PUBLIC} for number in range(9)]
    assert len(keys_of(actor(publicKey=own))) == 5


def multikey(**fields) -> Thing:
    text = "z6MkiMc3gDTD9EmSSUoUuBc4uzaExEmpCDX3xXGGWNgS7Ns2"
    own = {"id": f"{OWNER}#ed25519-key", "type": "Multikey", "controller": OWNER, "publicKeyMultibase": text}
    return actor(publicKey=None, assertionMethod=[own | fields])


def base58(raw: bytes) -> str:
    """By long division, as a hand would."""
    digits, number = "", int.from_bytes(raw)
    while number:
        number, digit = divmod(number, 58)
        digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[digit] + digits
    return digits


def test_an_ed25519_key_is_read_from_its_multibase():
    raw = load_public(ED25519_KEY.pem).public_bytes(Encoding.Raw, PublicFormat.Raw)
    [key] = keys_of(multikey(publicKeyMultibase="z" + base58(b"\xed\x01" + raw)))
    assert key == Key(f"{OWNER}#ed25519-key", OWNER, ED25519_KEY.pem)


@pytest.mark.parametrize("text", ["", "z", "z6Mk", "z0OIl", "u" + "1" * 47, "z" + "z" * 100, "z" + "2" * 46, None, 5])
def test_a_multibase_that_is_no_ed25519_key_is_left_out(text):
    assert keys_of(multikey(publicKeyMultibase=text)) == []


def test_a_multikey_of_another_is_left_out():
    assert keys_of(multikey(controller="https://there.example/users/eve")) == []
    assert keys_of(multikey(type="Key")) == []
