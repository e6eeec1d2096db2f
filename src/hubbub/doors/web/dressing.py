"""What every answer of the pages says beside its words: cookies, and what keeps script and style to our own."""

from typing import TYPE_CHECKING

from starlette.responses import Response

from hubbub.base.http import compressed

if TYPE_CHECKING:
    from .routes import View

_ALWAYS = {
    b"cache-control": b"private, no-store", b"x-content-type-options": b"nosniff", b"referrer-policy": b"same-origin",
    b"permissions-policy": b"geolocation=(), camera=(), microphone=(), interest-cohort=()",
}


def dressed(view: "View", response: Response) -> Response:
    """The answer with its cookies and with all these headers, but for those that it has said itself."""
    given = dict(response.raw_headers)
    # What anybody's cache may keep brings nobody's cookie along.
    for name, value in view.cookies.items() if not given.get(b"cache-control", b"").startswith(b"public") else ():
        if value is None:
            response.delete_cookie(name, path="/")
        else:
            response.set_cookie(name, value, max_age=31_536_000, path="/", httponly=True, samesite="lax",
                                secure=not view.db.here.settings.development)
    more = dict(_ALWAYS)
    if given.get(b"content-type", b"").startswith(b"text/html"):
        more[b"content-security-policy"] = policy(view).encode()
        more[b"content-language"] = view.language.encode()
        more[b"vary"] = b"Cookie, Accept, Accept-Language, HX-Request"
        more[b"cross-origin-resource-policy"] = b"cross-origin" if view.framed else b"same-origin"
    if not view.db.here.settings.development:
        more[b"strict-transport-security"] = b"max-age=31536000"
    response.raw_headers += [pair for pair in more.items() if pair[0] not in given]
    return compressed(view.request, response)


def policy(view: "View") -> str:
    """Nothing runs but what carries this page's nonce; nothing is loaded from anywhere else."""
    forms = f"'self' {view.forms_to}".strip()
    media = f"'self' {view.db.here.files.origin}"
    frames = "*" if view.framed else "'none'"
    return (
        f"default-src 'none'; script-src 'nonce-{view.nonce}' 'strict-dynamic'; style-src 'self'; "
        f"img-src {media} data: blob:; media-src {media} blob:; font-src 'self'; connect-src 'self'; "
        f"manifest-src 'self'; worker-src 'self'; form-action {forms}; base-uri 'none'; "
        f"frame-ancestors {frames}; "
        "require-trusted-types-for 'script'; trusted-types hubbub hubbub-worker htmx"
    )
