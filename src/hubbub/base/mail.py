"""The one place that sends mail: promised with its cause, carried by an errand until the relay has taken it.

Nothing that a person typed ever becomes a header: an address is looked at once more here, a subject is one line.
"""

import asyncio
import logging
import re
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from ipaddress import ip_address
from urllib.parse import parse_qs, unquote, urlsplit

from . import ids
from .clock import now
from .db import Db, Tx
from .jobs import Held, errand
from .settings import Settings
from .words import SOURCE, said, words

log = logging.getLogger("hubbub.mail")

PATIENCE = 20.0  # seconds that the relay may take for each step
_ADDRESS = re.compile(r"[!-~]{1,64}@[A-Za-z0-9.-]{1,190}")
_NOT_IN_AN_ADDRESS = re.compile(r"""[\s"(),:;<>@\[\\\]]""")
_LATER = timedelta(seconds=30)
# A long address among the headers would else be broken into words of RFC 2047, which nobody reads there.
_WHOLE = SMTP.clone(max_line_length=998)


class Unsendable(ValueError):
    """This is no address that mail can go to."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What somebody has written, among the words of a mail: under a title, as words and as HTML that is clean."""

    title: str
    words: str
    html: str
    link: str
    label: str
    language: str = ""  # of the words; nothing where nobody has said it


@dataclass(frozen=True, slots=True)
class Mail:
    """Words for one person: paragraphs, and a link of ours with what stands on its button.

    They are sentences of the source; `send` says them in the person's language. Who is written to again and again is
    told by `leaving` how that ends, and by `leave` where: a program may POST there by itself (RFC 8058).
    """

    to: str
    subject: str
    words: Sequence[str]
    link: str = ""
    label: str = said("Open")
    language: str = SOURCE
    passages: Sequence[Passage] = ()
    leave: str = ""
    leaving: str = ""


@dataclass(frozen=True, slots=True)
class Relay:
    """The server that takes our mail, as the operator wrote it."""

    host: str
    port: int
    tls: bool
    name: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""


def configured(settings: Settings) -> bool:
    """Whether this server can send mail at all."""
    return settings.smtp_url is not None


async def send(tx: Tx, mail: Mail) -> None:
    """Promise the mail; without a relay nothing is sent. Raises `Unsendable`."""
    check(mail.to)
    if configured(tx.here.settings):
        say = words(mail.language)
        told = replace(mail, subject=say(mail.subject), words=[say(each) for each in mail.words], label=say(mail.label))
        await carry.soon(tx, relay="mail", mail=told, number=ids.new())


def check(address: str) -> None:
    """That mail can go there. Raises `Unsendable`."""
    local, _, host = address.rpartition("@")
    if not _ADDRESS.fullmatch(address) or _NOT_IN_AN_ADDRESS.search(local) or not host:
        raise Unsendable


@errand(apart="relay")
async def carry(db: Db, relay: str, mail: Mail, number: int) -> None:
    """Hand over a mail that was promised."""
    await hand_over(db, mail, number)


async def hand_over(db: Db, mail: Mail, number: int | str) -> None:
    """Give the mail to the relay, within an errand; what it refuses for good is given up. The log has no address.

    However often it is tried, its `number` makes it the same mail. Raises `Held` while the relay takes none.
    """
    settings = db.here.settings
    if not configured(settings):
        return
    try:
        await asyncio.to_thread(_hand_over, relay_of(settings), settings, written(settings, mail, number))
    except smtplib.SMTPAuthenticationError:
        raise Held("the mail relay does not know us by this name and password", _LATER) from None
    except smtplib.SMTPRecipientsRefused as problem:
        _refused(next(iter(problem.recipients.values()))[0], number)
    except smtplib.SMTPResponseException as problem:
        _refused(problem.smtp_code, number)
    except (OSError, smtplib.SMTPException) as problem:
        raise Held(f"the mail relay does not take mail just now: {type(problem).__name__}", _LATER) from None


def _refused(status: int, number: int | str) -> None:
    if status < 500:
        raise Held(f"the mail relay answers {status}", _LATER)
    log.warning("mail %s is refused for good: the relay answers %s", number, status)


def written(settings: Settings, mail: Mail, number: int | str) -> EmailMessage:
    """The mail as it goes out, in plain words and as HTML; the same id however often it is tried."""
    check(mail.to)
    message = EmailMessage(policy=SMTP)
    message["From"] = relay_of(settings).sender
    message["To"] = mail.to
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(now(), usegmt=True)
    message["Message-ID"] = f"<{number}@{_host(settings)}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n\n".join(filter(None, (
        *mail.words, *(part for each in mail.passages for part in (each.title, each.words, each.link)), mail.link,
        mail.leaving, mail.leave))) + "\n")
    message.add_alternative(_html(mail), subtype="html")
    message["Content-Language"] = mail.language  # what stood there before belongs to the first of its parts
    if mail.leave:
        message["List-Unsubscribe"] = f"<{mail.leave}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.policy = _WHOLE
    return message


def _html(mail: Mail) -> str:
    paragraphs = "".join(f"<p>{escape(words)}</p>" for words in mail.words)
    passages = "".join(map(_told, mail.passages))
    button = f"<p>{_linked(mail.link, mail.label)}</p>" if mail.link else ""
    leaving = f'<p style="font-size: 0.85em">{_linked(mail.leave, mail.leaving)}</p>' if mail.leave else ""
    of = f'lang="{mail.language}" dir="{words(mail.language).direction}"'
    return (f'<!doctype html><html {of}><body style="font-family: sans-serif">{paragraphs}{passages}{button}{leaving}'
            "</body></html>")


def _told(passage: Passage) -> str:
    of = f' lang="{escape(passage.language)}"' if passage.language else ""
    return (f'<h2 style="font-size: 1em">{escape(passage.title)}</h2><div dir="auto"{of}>{passage.html}</div>'
            f"<p>{_linked(passage.link, passage.label)}</p><hr>")


def _linked(link: str, label: str) -> str:
    return f'<a href="{escape(link)}">{escape(label)}</a>'


def relay_of(settings: Settings) -> Relay:
    """What HUBBUB_SMTP_URL says: `smtp[s]://[name:password@]host[:port][?from=address]`."""
    parts = urlsplit(settings.smtp_url or "")
    tls = parts.scheme == "smtps"
    sender = parse_qs(parts.query).get("from", [f"hubbub@{_host(settings)}"])[0]
    return Relay(
        parts.hostname or "", parts.port or (465 if tls else 587), tls, unquote(parts.username or ""),
        unquote(parts.password or ""), sender,
    )


def _host(settings: Settings) -> str:
    return settings.domain.partition(":")[0]


def _hand_over(relay: Relay, settings: Settings, message: EmailMessage) -> None:
    context = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
    with _dialled(relay, context) as line:
        if not relay.tls and line.has_extn("starttls"):
            line.starttls(context=context)
            line.ehlo()
        elif not relay.tls and relay.name and not _is_this_machine(relay.host):
            # A password in the clear is read by everybody on the way.
            raise smtplib.SMTPException("the relay offers no TLS")
        if relay.name:
            line.login(relay.name, relay.password)
        line.send_message(message)


def _dialled(relay: Relay, context: ssl.SSLContext) -> smtplib.SMTP:
    if relay.tls:
        line: smtplib.SMTP = smtplib.SMTP_SSL(relay.host, relay.port, timeout=PATIENCE, context=context)
    else:
        line = smtplib.SMTP(relay.host, relay.port, timeout=PATIENCE)
    line.ehlo()
    return line


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
