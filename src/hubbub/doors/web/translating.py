"""Templates in a language: `_("…")` and `{% trans %}` are the words of the catalogue before a page is ever asked for.

Each language has templates of its own, so a sentence costs nothing when a page is made, and nothing that is kept of
a template can be shown in another language. What stands in a catalogue may hold tags; what is put into it is escaped.
"""

import re
from collections.abc import MutableMapping
from datetime import datetime
from functools import partial
from typing import Any

from jinja2 import nodes, pass_context
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from hubbub.base.errors import Refusal
from hubbub.base.words import Said, Words, fresh

from .compiling import Compiling
from .keeping import ago

_VALUE = re.compile(r"%\((\w+)\)s")


class Translated(Compiling):
    """An environment whose templates are in the language of its `words`."""

    words: Words

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Those of all: no template has its own, and each include looks through a chain of the two for a while."""
        assert not d
        return self.globals

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        read = super()._parse(source, name, filename)
        _Translate(self.words).visit(read)
        return read


def speaks(env: Translated, words: Words) -> None:
    """Let the templates say `_`, `gettext`, `ngettext` and `pgettext` in this language."""
    env.words = words
    env.newstyle_gettext = True  # type: ignore[attr-defined]  # of Jinja's own extension for {% trans %}
    env.policies["ext.i18n.trimmed"] = True
    # What is not known before: a choice's label, a refusal. It is words and no HTML.
    env.globals |= {"_": words, "gettext": words, "said_of": said_of, "number_form": words.form,
                    "compact": words.compact, "speech": words, "stamp": stamp, "age": age}
    env.filters |= {
        "compact": words.compact, "ago": ago, "date": words.date, "number": words.number,
        "percent": words.percent, "share": words.share, "size": words.size, "fresh": fresh,
        "refused": partial(_refused, words), "filled": partial(_filled_in, words),
    }


@pass_context
def stamp(scope: Context, at: datetime, shape: str) -> Markup:
    """The time for people and for programs, in the visitor's zone and this shape of strftime."""
    speech: Words = scope["speech"]
    return _time(at, speech.date(scope["when"](at), shape))


def age(at: datetime) -> Markup:
    """How long ago it was, for people, and when, for programs."""
    return _time(at, ago(at))


def _time(at: datetime, words: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), words)


def _refused(words: Words, problem: Refusal) -> str:
    """Why something cannot be done; what apps are told before it is not for people."""
    return words(problem.said).removeprefix("Validation failed: ")


def _filled_in(words: Words, sentence: Said, **values: object) -> Markup:
    """The sentence with pieces of HTML in its places."""
    return escape(words.find(sentence.sentence)).format(**values)


def said_of(form: int, shown: str, forms: tuple[Markup, ...], **values: Any) -> Markup:
    """The sentence in the form that fits a number, which is shown in it as `num`."""
    return forms[form] % ({"num": shown} | values)


class _Translate(NodeTransformer):
    """Puts the catalogue's words where a sentence of the source stood."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or not node.args or not isinstance(node.args[0], nodes.Const):
            return node
        given = [each.value if isinstance(each, nodes.Const) else each for each in node.args]
        match node.node.name, given:
            case ("_" | "gettext"), [str(sentence)]:
                made = _filled(self.words.find(sentence), node.kwargs)
            case "pgettext", [str(context), str(sentence)]:
                made = _filled(self.words.find(sentence, context), node.kwargs)
            case "ngettext", [str(one), str(many), number]:
                forms = tuple(map(Markup, self.words.forms(one, many)))
                count = number if isinstance(number, nodes.Expr) else nodes.Const(number)
                made = nodes.Call(nodes.Name("said_of", "load"), [
                    nodes.Call(nodes.Name("number_form", "load"), [count], [], None, None),
                    nodes.Call(nodes.Name("compact", "load"), [count], [], None, None),
                    nodes.Const(forms),
                ], [each for each in node.kwargs if each.key != "num"], None, None)
            case _:
                return node
        assert node.environment is not None
        return made.set_lineno(node.lineno, override=True).set_environment(node.environment)


def _filled(words: str, values: list[nodes.Keyword]) -> nodes.Expr:
    """The words as HTML of ours; values that are put in when the page is made are escaped then."""
    if not values:
        return nodes.Const(Markup(words) % {})  # noqa: S704  of our catalogue
    by_name = {each.key: each.value for each in values}
    # Every other is the name of a value.
    parts = [by_name[part] if place % 2 else nodes.Const(Markup(part % ()))  # noqa: S704
             for place, part in enumerate(_VALUE.split(words))]
    return nodes.Concat(parts)
