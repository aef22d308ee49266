"""Rules of this house that no linter knows. `python -m tests.house.rules` prints each breach and exits 1."""

import ast
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("loyalty", "storefront_widget", "devstore", "tests", "benchmarks")
EXACT = (
    "loyalty/engine/",
    "loyalty/ledger/",
    "loyalty/orders/",
    "loyalty/common/money.py",
    "loyalty/rewards/",
    "loyalty/insight/",
)
TENANT_BLIND = ("all", "count", "first", "last", "order_by", "values", "values_list", "iterator", "exists")
NAMES_THAT_SAY_NOTHING = ("services.py", "utils.py", "helpers.py", "misc.py", "common.py")
UNSAFE = {"mark_safe", "SafeString", "SafeText"}
LINES, FUNCTION_LINES = 300, 40
CLICKS = {"click", "dblclick"}
AT_ONCE = {
    *("goto", "reload", "go_back", "url", "content", "count", "is_visible", "inner_text", "input_value"),
    *("storage_state", "wait_for_load_state", "objects"),
}

Breach = tuple[int, str]
Rule = Callable[[str, str, ast.Module], Iterator[Breach]]


def no_floats_where_points_and_money_are(path: str, _text: str, tree: ast.Module) -> Iterator[Breach]:
    if not path.startswith(EXACT):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == "float":
            yield node.lineno, "float: points and money are exact here"
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, f"float literal {node.value}: points and money are exact here"


def nothing_is_marked_safe(_path: str, _text: str, tree: ast.Module) -> Iterator[Breach]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and UNSAFE & {alias.name for alias in node.names}:
            yield node.lineno, "mark_safe: let the template escape"
        if isinstance(node, ast.Attribute) and node.attr in UNSAFE:
            yield node.lineno, "mark_safe: let the template escape"


def init_files_are_empty(path: str, text: str, _tree: ast.Module) -> Iterator[Breach]:
    if path.endswith("__init__.py") and text.strip():
        yield 1, "__init__.py must stay empty"


def files_are_short(path: str, text: str, _tree: ast.Module) -> Iterator[Breach]:
    lines = text.count("\n")
    if lines > LINES and "/migrations/" not in path:
        yield LINES, f"{lines} lines; a file has at most {LINES}"


def functions_are_short(path: str, _text: str, tree: ast.Module) -> Iterator[Breach]:
    """A payload written out as one literal counts as one line: it is a table, not a deed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            last = node.body[-1]
            table = isinstance(last, ast.Return) and isinstance(last.value, ast.Dict)
            lines = _lines(node) - (_lines(last) - 1 if table else 0)
            if lines > FUNCTION_LINES and not path.startswith("tests/"):
                yield node.lineno, f"{node.name} has {lines} lines; a function has at most {FUNCTION_LINES}"


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def files_are_named_after_what_they_do(path: str, _text: str, _tree: ast.Module) -> Iterator[Breach]:
    if Path(path).name in NAMES_THAT_SAY_NOTHING:
        yield 1, "name the file after its deed or noun"


def queries_start_at_a_tenant(path: str, text: str, tree: ast.Module) -> Iterator[Breach]:
    """`X.objects.all()` and its like; a line that means every shop says so: `# every shop: why`."""
    if not path.startswith(("loyalty/", "storefront_widget/")) or path.endswith("/admin.py"):
        return
    lines = text.splitlines()
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Attribute) and node.attr in TENANT_BLIND):
            continue
        inner = node.value
        is_manager = isinstance(inner, ast.Attribute) and inner.attr == "objects"
        excused = any("# every shop: " in line for line in lines[max(node.lineno - 2, 0) : node.lineno])
        if is_manager and not excused:
            yield node.lineno, f".objects.{node.attr} starts at no programme or shop"


def rooms_send_no_signals(path: str, _text: str, tree: ast.Module) -> Iterator[Breach]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.ImportFrom) and path.startswith("loyalty/")):
            continue
        if node.module in ("django.db.models.signals", "django.dispatch"):
            yield node.lineno, "no Django signals between rooms: desk/ says aloud what follows what"


def after_a_click_a_test_waits_for_what_it_brings(path: str, text: str, tree: ast.Module) -> Iterator[Breach]:
    """Right after a click there is still the page before, or none: a question to it is answered by chance."""
    if not path.startswith("tests/") or "playwright" not in text:
        return
    for block in _blocks(tree):
        for one, following in pairwise(block):
            asked = {node.attr for node in ast.walk(following) if isinstance(node, ast.Attribute)}
            if _clicks(one) and asked & AT_ONCE and not asked & CLICKS:
                yield one.lineno, "a click, and at once a question: `expect` what the click brings first"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and _clicks(node.body[-1]):
            yield node.body[-1].lineno, "a click at the end: `expect` what it brings, for whoever goes on"


def _blocks(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            if isinstance(block := getattr(node, name, None), list):
                yield block


def _clicks(node: ast.stmt) -> bool:
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in CLICKS


RULES: tuple[Rule, ...] = (
    no_floats_where_points_and_money_are,
    nothing_is_marked_safe,
    init_files_are_empty,
    files_are_short,
    functions_are_short,
    files_are_named_after_what_they_do,
    queries_start_at_a_tenant,
    rooms_send_no_signals,
    after_a_click_a_test_waits_for_what_it_brings,
)


def breaches(path: str, text: str) -> Iterator[str]:
    """Every breach in one file, as `path:line: what`."""
    tree = ast.parse(text)
    for rule in RULES:
        for line, what in rule(path, text, tree):
            yield f"{path}:{line}: {what}"


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def main() -> int:
    found = [
        breach
        for source in sources()
        if "node_modules" not in source.parts
        for breach in breaches(source.relative_to(ROOT).as_posix(), source.read_text())
    ]
    sys.stdout.write("".join(f"{breach}\n" for breach in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
