"""What templates are made into: Jinja's own Python, with less work for each value that is put in. A card has sixty,
and a page twenty cards; escaping, calling and joining as Jinja does it took a third of their time."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from keyword import iskeyword
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import markup_join
from jinja2.utils import _PassArg
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]  # it says so of no name

# What goes by these names is a dataclass wherever it is, and so is what it has: no `a.b` of it is an `a["b"]`.
_OBJECTS = frozenset({"card"})


class Compiled(CodeGenerator):
    """The Python of one template."""

    environment: "Compiling"

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        self.writeline("shown, joined, constants = environment.shown, environment.joined, environment.constants")
        super().visit_Template(node, frame)

    def blockvisit(self, given: Iterable[nodes.Node], frame: Frame) -> None:
        """What is put in one after the other is put in at once."""
        super().blockvisit(_at_once(given), frame)

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:
        """What is joined to be put in is put in one by one."""
        node.nodes = [each for child in node.nodes for each in _each(child)]
        super().visit_Output(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("shown(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super().visit_Concat(node, frame)
            return
        self.write("joined((")
        for each in node.nodes:
            self.visit(each, frame)
            self.write(", ")
        self.write("))")

    def visit_Const(self, node: nodes.Const, frame: Frame) -> None:
        """HTML is an object, whose Python would make it anew whenever it is shown."""
        if _holds_html(node.value):
            self.write(f"constants[{len(self.environment.constants)}]")
            self.environment.constants.append(node.value)
        else:
            super().visit_Const(node, frame)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        if self._is_object(node.node):
            match node.node:
                case nodes.Name(name=name):  # always given: nobody asks whether it is missing
                    self.write(frame.symbols.ref(name))
                case inner:
                    self.visit(inner, frame)
            self.write(f".{node.attr}")
        else:
            super().visit_Getattr(node, frame)

    def _is_object(self, node: nodes.Expr) -> bool:
        match node:
            case nodes.Name(name=name):
                return name in _OBJECTS
            case nodes.Getattr(node=inner):
                return self._is_object(inner)
        return False

    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:
        """What is not there is found out without making an object of its absence."""
        if node.name == "defined" and isinstance(node.node, nodes.Name):
            self.write(f"({frame.symbols.ref(node.node.name)} is not missing and ")
            super().visit_Test(node, frame)
            self.write(")")
        else:
            super().visit_Test(node, frame)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        if forward_caller or node.dyn_args or node.dyn_kwargs or not self._wants_no_scope(node):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for each in (*node.args, *node.kwargs):
            self.visit(each, frame)
            self.write(", ")
        self.write(")")

    def _wants_no_scope(self, node: nodes.Call) -> bool:
        """Only globals of ours are given the scope that they are called from, and nothing that is an attribute."""
        if any(iskeyword(each.key) for each in node.kwargs):
            return False
        match node.node:
            case nodes.Name(name=name):
                return _PassArg.from_obj(self.environment.globals.get(name)) is None  # type: ignore[type-var]
            case nodes.Getattr():
                return True
        return False


class Compiling(Environment):
    """An environment whose templates are made so."""

    code_generator_class = Compiled

    def __init__(self, **given: Any) -> None:
        self.constants: list[Any] = []  # of all templates, as their Python calls them
        super().__init__(**given)

    @staticmethod
    def shown(value: Any) -> str:
        """The value as HTML."""
        kind = type(value)
        if kind is str:
            return _escape_inner(value)  # `escape` makes an object of it, for which nobody asks here
        return value if kind is Markup else str(value) if kind is int else escape(value)

    @staticmethod
    def joined(values: Sequence[Any]) -> str:
        """All of them in a row: HTML if one is HTML, whose others are escaped then."""
        for value in values:
            if type(value) is not str and type(value) is not int:
                return markup_join(values)
        return "".join(map(str, values))


def _holds_html(value: Any) -> bool:
    match value:
        case dict():
            return any(map(_holds_html, value.values()))
        case list() | tuple():
            return any(map(_holds_html, value))
    return isinstance(value, Markup)


def _at_once(given: Iterable[nodes.Node]) -> Iterator[nodes.Node]:
    for kind, run in groupby(given, type):
        if kind is nodes.Output:
            outputs = [node for node in run if isinstance(node, nodes.Output)]
            yield nodes.Output([each for node in outputs for each in node.nodes], lineno=outputs[0].lineno)
        else:
            yield from run


def _each(node: nodes.Expr) -> Iterator[nodes.Expr]:
    if isinstance(node, nodes.Concat):
        for child in node.nodes:
            yield from _each(child)
        return
    if isinstance(node, nodes.CondExpr) and node.expr2 is None:
        node.expr2 = nodes.Const("", lineno=node.lineno)  # else it is an object that says nothing, at some length
    yield node
