"""Which addresses may be called on a stranger's word: what they may look like, and where they may lead.

The list of networks is ours because `ipaddress.is_global` says yes to multicast, to translators that lead back into
a private network and to ranges that were given away after Python was released. IPv6 goes the other way round: only
global unicast (2000::/3) counts, so whatever is invented outside of it is refused until somebody has thought of it,
and with it the forms that hide an IPv4 address and are out of use: compatible, translated, 6to4, Teredo.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from yarl import URL

from .settings import Settings

_PORTS = frozenset({80, 443, 8443})
# Development servers sit on any port, but on these nothing speaks HTTP: mail, shells, databases, caches.
_NEVER = frozenset({
    0, 22, 23, 25, 53, 110, 143, 389, 445, 465, 587, 993, 995, 1433, 3306, 5432, 6379, 9200, 11211, 27017,
})
_UNFIT = re.compile(r"[\x00-\x20\x7f\\\ud800-\udfff]")
_LONGEST = 4096  # characters

_SPECIAL_4 = tuple(IPv4Network(network) for network in (
    "0.0.0.0/8",          # this network
    "10.0.0.0/8",         # private
    "100.64.0.0/10",      # behind a provider's NAT; clouds keep metadata here
    "127.0.0.0/8",        # loopback
    "168.63.129.16/32",   # a public number that inside Azure is the machine's own host
    "169.254.0.0/16",     # link-local, cloud metadata
    "172.16.0.0/12",      # private
    "192.0.0.0/24",       # protocol assignments
    "192.0.2.0/24",       # documentation
    "192.31.196.0/24",    # AS112
    "192.52.193.0/24",    # AMT relays
    "192.88.99.0/24",     # 6to4 relays
    "192.168.0.0/16",     # private
    "192.175.48.0/24",    # AS112
    "198.18.0.0/15",      # benchmarks
    "198.51.100.0/24",    # documentation
    "203.0.113.0/24",     # documentation
    "224.0.0.0/4",        # multicast
    "240.0.0.0/4",        # reserved, broadcast
))

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_SPECIAL_6 = tuple(IPv6Network(network) for network in (
    "2001::/23",          # protocol assignments: Teredo, benchmarks, ORCHID
    "2001:db8::/32",      # documentation
    "2002::/16",          # 6to4: a tunnel to any IPv4 address
    "2620:4f:8000::/48",  # AS112
    "3fff::/20",          # documentation
))

_NAT64 = IPv6Network("64:ff9b::/96")


class Refused(Exception):
    """The address, its scheme, its port or the answer's shape is not allowed: asking again changes nothing."""


def checked(text: str, settings: Settings, *, ports: Collection[int] = (), base: URL | None = None) -> URL:
    """The address, if it has the shape of one that is called. Raises `Refused`.

    `ports` are allowed besides the usual; `base` is the hop before, which sent us here. Where the name leads is
    not known yet: `allowed` answers that for each address that is about to be dialled.
    """
    if len(text) > _LONGEST or _UNFIT.search(text):
        raise Refused("that is no address")
    try:
        url = base.join(URL(text)).with_fragment(None) if base else _read(text)
    except ValueError:
        raise Refused("that is no address") from None
    if url.scheme != "https" and not (url.scheme == "http" and settings.development):
        raise Refused("only https addresses are called")
    if base and base.scheme == "https" and url.scheme != "https":
        raise Refused("it redirects from https to http")
    if not url.raw_host or "%" in url.raw_host or url.raw_user is not None or url.raw_password is not None:
        raise Refused("an address is a host, a port and a path")
    usual = url.port not in _NEVER if settings.development else url.port in _PORTS
    if not usual and url.port not in ports:
        raise Refused("that port is not called")
    return url


@lru_cache(4096)
def _read(text: str) -> URL:
    """Taken apart once: the same inboxes are brought to again and again."""
    return URL(text).with_fragment(None)


def allowed(text: str, settings: Settings) -> bool:
    """Whether this address, in numbers, may be dialled: public, or in a network that the operator allows."""
    address = ip_address(text)
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        # What the kernel dials for a mapped address is the IPv4 one.
        address = address.ipv4_mapped or address
    return any(address in network for network in settings.allowed_networks) or is_public(address)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is an ordinary address of the open internet."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL_4)
    if address in _NAT64:  # how a machine that has IPv6 alone reaches the rest: judged by what it carries
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _GLOBAL_UNICAST and not any(address in network for network in _SPECIAL_6)
