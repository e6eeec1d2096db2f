"""Addresses of the web as strangers write them: which are plain enough to be followed, kept and compared."""

import re

LONGEST = 2_048

_URL = re.compile(
    r"(https?://)([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:[0-9]{1,5})?"
    # No spaces, controls or quotes, and no marks that hide or turn text: an address is followed as it is shown.
    r"((?:[/?#][^\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff\"<>\\]*)?)",
    re.IGNORECASE | re.ASCII,
)


def web_address(value: object) -> str | None:
    """`value`, its host in small letters, if it is a plain http or https address; else None.

    At most 2,048 characters; the host without a user's name or a trailing dot before the path, and in the ASCII that
    the network knows it by: so one that looks like another does not look like it any more.
    """
    if not isinstance(value, str) or len(value) > LONGEST:
        return None
    found = _URL.fullmatch(value if value.isascii() else _in_ascii(value))
    if found is None:
        return None
    scheme, host, port, rest = found.groups(default="")
    return f"{scheme.lower()}{host.lower()}{port}{rest}"


def _in_ascii(value: str) -> str:
    """The same, but `xn--bcher-kva.example` for `bücher.example`."""
    scheme, between, rest = value.partition("://")
    host = re.split("[/?#]", rest, maxsplit=1)[0]
    if host.isascii() or len(host) > 253:
        return value
    try:
        return f"{scheme}{between}{host.encode('idna').decode('ascii')}{rest[len(host):]}"
    except UnicodeError:
        return value


def host_of(address: str) -> str:
    """The host, with its port if it has one, of what `web_address` gave."""
    return re.split("[/?#]", address.partition("://")[2], maxsplit=1)[0]


def realm_of(host: str) -> str:
    """The domain that a host was most likely registered under: whoever owns it can make hosts below it at will."""
    bare = host.partition(":")[0].lower()
    labels = bare.split(".")
    if labels[-1].isdigit() or len(labels) < 3:
        return bare
    # `co.uk` and the like; where the guess is wrong, a limit is only looser or tighter.
    short = len(labels[-1]) == 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3:] if short else labels[-2:])
