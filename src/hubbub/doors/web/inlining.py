"""Partials and icons put into a template when it is read.

An include costs 10 µs each time, most of it for a scope of its own. A card has fifteen, and a page twenty cards.
"""

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer


class Inlined(NodeTransformer):
    """Includes whose template is known become what stands in it, in a scope of its own; so do the panels of a slot:
    rooms hang them before the first page is asked for. What includes itself goes on doing so."""

    def __init__(self, environment: Environment, within: tuple[str, ...] = ()) -> None:
        self._environment, self._within = environment, within

    def all(self, given: list[nodes.Node]) -> list[nodes.Node]:
        """These nodes, inlined."""
        return [made for node in given for made in self.visit_list(node)]

    def visit_Include(self, node: nodes.Include) -> nodes.Node:
        match node.template:
            case nodes.Const(value=str(name)) if node.with_context and not node.ignore_missing:
                return self._put_in(name, node)
        return node

    def visit_For(self, node: nodes.For) -> nodes.Node | list[nodes.Node]:
        match node:
            case nodes.For(
                target=nodes.Name(name=each),
                iter=nodes.Call(node=nodes.Name(name="panels"), args=[nodes.Const(value=slot)]),
                body=[nodes.Include(template=nodes.Name(name=shown))],
            ) if shown == each:
                panels = self._environment.globals["panels"](slot)  # type: ignore[operator]
                return [self._put_in(name, node) for name in panels]
        return self.generic_visit(node)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        match node:
            case nodes.Call(node=nodes.Name(name="icon")) if all(isinstance(each, nodes.Const) for each in node.args):
                icon = self._environment.globals["icon"]
                shapes = icon(*(each.value for each in node.args))  # type: ignore[operator, attr-defined]
                return nodes.Const(shapes).set_lineno(node.lineno).set_environment(self._environment)
        return node

    def _put_in(self, name: str, node: nodes.Node) -> nodes.Node:
        if name in self._within:
            return nodes.Include(nodes.Const(name), True, False).set_lineno(node.lineno)
        env = self._environment
        assert env.loader is not None
        source, file, _ = env.loader.get_source(env, name)
        read = env.parse(source, name, file).body
        return nodes.Scope(Inlined(env, (*self._within, name)).all(read)).set_lineno(node.lineno)
