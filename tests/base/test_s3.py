"""The signature and the setting of a bucket."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hubbub.base import s3
from hubbub.base.settings import Misconfigured, Settings

BUCKET = s3.Bucket(
    "https://examplebucket.s3.amazonaws.com", "", "us-east-1", "AKIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
)
THEN = datetime(2013, 5, 24, tzinfo=UTC)


def settings(url, **given):
    return Settings(data=Path(), domain="here.test", web_domain="here.test", s3_url=url, **given)


@pytest.mark.parametrize(("method", "path", "headers", "digest", "signature"), [
    ("GET", "/test.txt", {"Range": "bytes=0-9"}, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
     "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
    ("PUT", "/test$file.text", {"Date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"},
     "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
     "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
])
def test_the_signature_is_that_of_amazons_own_examples(method, path, headers, digest, signature):
    """Amazon S3 API reference, "Signature calculations for the Authorization header"."""
    made = s3.signed(BUCKET, method, BUCKET.address + path, headers, digest, THEN)
    assert made["Authorization"].endswith(f"Signature={signature}")
    assert made["x-amz-date"] == "20130524T000000Z"


def test_a_bucket_is_read_from_the_settings():
    made = s3.open_bucket(settings("s3://zoe:a%2Fb@store.example:9000/pictures?region=eu-1&public=https://cdn.example/p/"))
    assert made == s3.Bucket("https://store.example:9000/pictures", "https://cdn.example/p", "eu-1", "zoe", "a/b")


def test_a_bucket_needs_no_more_than_a_place_and_a_key():
    made = s3.open_bucket(settings("s3://zoe:secret@store.example/pictures"))
    assert made == s3.Bucket(
        "https://store.example/pictures", "https://store.example/pictures", "us-east-1", "zoe", "secret",
    )


@pytest.mark.parametrize("url", [
    "store.example/pictures", "https://zoe:secret@store.example/pictures", "s3://store.example/pictures",
    "s3://zoe@store.example/pictures", "s3://zoe:secret@store.example", "s3://zoe:secret@/pictures",
    "s3://zoe:secret@store.example/a/b", "s3://zoe:secret@store.example:x/pictures",
    "s3://zoe:secret@store.example/pictures?scheme=http&public=https://cdn.example",
    "s3://zoe:secret@store.example/pictures?scheme=ftp&public=https://cdn.example",
    "s3://zoe:secret@store.example/pictures?public=cdn.example",
    "s3://zoe:secret@store.example/pictures?public=http://cdn.example", "s3://zoe:secret@[::1/pictures",
])
def test_a_bucket_that_cannot_be_used_is_said_at_the_start(url):
    with pytest.raises(Misconfigured):
        s3.open_bucket(settings(url))
