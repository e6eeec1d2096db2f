"""No secret is written to a log: not as it is, and not inside of something that shows all that it has."""

import ast
import re
from pathlib import Path

import pytest

from .source import HOUSE, File, files, holds, plant

SECRET = re.compile(
    r"(^|_)(token|secret|password|passphrase|cookie|cookies|authorization|code|verifier|challenge|csrf|nonce|pem|pen"
    r"|private\w*|session|signature)s?($|_(?!id$|count$|host$))|(smtp|s3|database)_url$|^(headers|settings|form|params)$"
)
# A handle that never shows what it holds, or a word that only looks like one.
HARMLESS = {"status_code", "exit_code", "returncode", "session_count"}
LOGS = re.compile(r"(^|\.)_?(log|logger|logging)\.(debug|info|warning|error|exception|critical|log)$|^print$|\.warn$")

# What is printed because it was asked for.
ASKED_FOR = {"__main__.py": {"secret"}}


def breaches(house: Path = HOUSE) -> list[str]:
    """Each secret that a log would show: `file:line name`."""
    return [
        f"{file.name}:{node.lineno} {name}" for file in files(house) for node in ast.walk(file.tree)
        if isinstance(node, ast.Call) and LOGS.search(ast.unparse(node.func))
        for name in _shown(node) if name not in ASKED_FOR.get(file.name, ())
    ] + [f"{file.name}:{line} {name} in a message of an exception" for file in files(house)
         for line, name in _raised(file)]


def _raised(file: File) -> list[tuple[int, str]]:
    """What an exception's own words show ends in a log as well."""
    return [
        (node.lineno, name) for node in ast.walk(file.tree) if isinstance(node, ast.Raise) and node.exc is not None
        for text in ast.walk(node.exc) if isinstance(text, ast.JoinedStr) for name in _shown(text)
    ]


def _shown(node: ast.AST) -> list[str]:
    """The names whose values an expression shows, by their last part: `row.token.id` shows an `id`."""
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return [name] if SECRET.search(name) and name not in HARMLESS else []
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return [name] if SECRET.search(name.replace("-", "_").lower()) else []
        case ast.Call(func=ast.Name(id="len" | "type" | "bool")):
            return []
        case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str(name)), *_]):
            return [name] if SECRET.search(name.replace("-", "_").lower()) else []
        case ast.Call(args=args, keywords=keywords):
            return [name for each in [*args, *(keyword.value for keyword in keywords)] for name in _shown(each)]
        case ast.Constant():
            return []
    return [name for child in ast.iter_child_nodes(node) for name in _shown(child)]


def test_no_log_shows_a_secret():
    holds(breaches())


@pytest.mark.parametrize("line", [
    'log.info("signed in with %s", token)', 'log.info(f"signed in with {token}")', 'log.debug("%s", row.password_hash)',
    'log.error("mail failed", extra={"url": settings.smtp_url})', 'print(secret)', 'log.warning("%s", settings)',
    'logging.info("%s", request.headers)', 'log.info("%s", request.headers["authorization"])',
    'log.info("%s", request.headers.get("Cookie"))', 'log.info("%s", str(key.private_pem))',
    'log.info("%r", call.params)', 'log.info("key " + access_token)', 'raise ValueError(f"{password} is too short")',
    'self.log.info("%s", client_secret)', 'warnings.warn(f"no {cookie}")',
])
def test_a_secret_in_a_log_is_seen(tmp_path, line):
    assert len(breaches(plant(tmp_path, {"people/apps/apps.py": line}))) == 1


@pytest.mark.parametrize("line", [
    'log.info("token %s was revoked", token.id)', 'log.info("%d tokens", len(tokens))', 'log.info("no password given")',
    'log.info("%s", settings.domain)', 'keep(token)', 'log.info("%s", request.headers["host"])',
    'raise ValueError("the password is too short")', 'log.info("%s answered %s", host, answer.status_code)',
])
def test_what_is_no_secret_may_be_logged(tmp_path, line):
    assert breaches(plant(tmp_path, {"people/apps/apps.py": line})) == []
