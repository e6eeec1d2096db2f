"""`{% apart %}…{% endapart %}`: a piece of a page that cannot be made costs itself alone.

Pages have many of them, so the partials of a piece are put into it when its template is read.
"""

import logging
from typing import Any

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

from hubbub.base.apart import UNEXPECTED
from hubbub.base.clock import now
from hubbub.base.words import said

from .inlining import Inlined

GONE = said("This cannot be shown.")

log = logging.getLogger("hubbub.rows")


class Apart(Extension):
    tags = {"apart"}  # noqa: RUF012  Jinja's own form

    def parse(self, parser: Parser) -> nodes.Node:
        """The piece as a call, which is tried."""
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endapart",), drop_needle=True)
        if self.environment.loader:  # whoever reads templates for their words alone has none
            body = Inlined(self.environment).all(body)
        return nodes.CallBlock(self.call_method("_tried", []), [], [], body).set_lineno(line)

    def _tried(self, caller: Any) -> Markup:
        try:
            return Markup(caller())  # noqa: S704  what the template has escaped
        except UNEXPECTED:
            now()  # so that it is tried again in a minute
            log.exception("A piece of a page cannot be shown.")
            return Markup('<p class="notice">{}</p>').format(self.environment.globals["gettext"](GONE))  # type: ignore[operator]
