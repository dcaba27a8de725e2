"""Formulas: whole-number arithmetic over counters, written by authors and checked before it is played.

``"grain - people // 3"``, ``"max(0, tide * 2 - wall)"``. There are ``+ - * // %``, ``min``, ``max``, ``abs``,
parentheses, numbers and the names of counters, and nothing else; nothing is ever evaluated by Python itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

LARGEST = 1_000_000_000  # values are held within this, so that a world can't count itself out of memory
_LONGEST = 200
_BINARY = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod)
_CALLS = {"min": min, "max": max}


@lru_cache(maxsize=4096)
def _tree(text: str) -> ast.expr:
    """The checked syntax tree of a formula; `ValueError` says what is wrong with it."""
    if len(text) > _LONGEST:
        raise ValueError(f"the formula is {len(text)} characters long; {_LONGEST} are possible")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"'{text}' is no formula; write one like 'grain - people // 3'") from error
    for node in _parts(tree, text):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv | ast.Mod) and not _positive(node.right):
            raise ValueError(f"'{text}' could divide by zero; write the divisor as a number or as max(1, …)")
    return tree


def _parts(tree: ast.expr, text: str) -> Iterator[ast.expr]:
    """The nodes of a tree, none of a kind that formulas don't have."""
    yield tree
    match tree:
        case ast.Constant(value=int(value)) if not isinstance(value, bool) and abs(value) <= LARGEST:
            return
        case ast.Name():
            return
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            yield from _parts(inner, text)
        case ast.BinOp(left=left, op=op, right=right) if isinstance(op, _BINARY):
            yield from _parts(left, text)
            yield from _parts(right, text)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if args and (
            name in _CALLS or (name == "abs" and len(args) == 1)
        ):
            for inner in args:
                yield from _parts(inner, text)
        case _:
            raise ValueError(f"'{text}' holds '{ast.unparse(tree)}', which formulas do not have")


def _positive(node: ast.expr) -> bool:
    """Whether a divisor is surely above zero."""
    match node:
        case ast.Constant(value=int(value)):
            return value > 0
        case ast.Call(func=ast.Name(id="max"), args=args):
            return any(_positive(one) for one in args)
        case ast.Call(func=ast.Name(id="min"), args=args):
            return all(_positive(one) for one in args)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _positive(left) and _positive(right)
    return False


def _number(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _checked(text: str) -> str:
    _tree(text)
    return text


Formula = Annotated[str, BeforeValidator(_number), AfterValidator(_checked)]  # a plain number is one too


def names(text: str) -> list[str]:
    """The counters that a formula speaks of, each once."""
    return list(dict.fromkeys(node.id for node in _parts(_tree(text), text) if isinstance(node, ast.Name)))


def evaluate(text: str, values: Mapping[str, int]) -> int:
    """The value of a formula; counters that are not in ``values`` are 0, and results stay within ±10⁹."""
    return _value(_tree(text), values)


def bounds(text: str, low: Mapping[str, int], high: Mapping[str, int]) -> tuple[int, int]:
    """The least and the largest value that a formula can have while each counter lies between ``low`` and ``high``.

    Every value that it has lies between them; they themselves need not be reached.
    """
    return _bounds(_tree(text), low, high)


def _bounds(node: ast.expr, low: Mapping[str, int], high: Mapping[str, int]) -> tuple[int, int]:
    match node:
        case ast.Constant(value=int(value)):
            found = [value]
        case ast.Name(id=name):
            found = [low.get(name, 0), high.get(name, 0)]
        case ast.UnaryOp(operand=inner):
            found = [-one for one in _bounds(inner, low, high)]
        case ast.Call(func=ast.Name(id="abs"), args=args):
            least, most = _bounds(args[0], low, high)
            found = [max(least, -most, 0), max(-least, most)]
        case ast.Call(func=ast.Name(id=name), args=args):
            ranges = [_bounds(one, low, high) for one in args]
            found = [_CALLS[name](one[0] for one in ranges), _CALLS[name](one[1] for one in ranges)]
        case ast.BinOp(left=left, op=ast.Mod(), right=right):
            found = [0, _bounds(right, low, high)[1] - 1]  # a divisor is always above zero
        case ast.BinOp(left=left, op=op, right=right):
            (a, b), (c, d) = _bounds(left, low, high), _bounds(right, low, high)
            found = (
                [a + c, b + d] if isinstance(op, ast.Add)
                else [a - d, b - c] if isinstance(op, ast.Sub)
                else [x * y for x in (a, b) for y in (c, d)] if isinstance(op, ast.Mult)
                else [x // y for x in (a, b) for y in (max(1, c), max(1, d))]
            )  # fmt: skip
        case _:
            raise ValueError(f"'{ast.dump(node)}' was never checked")
    least, most = (max(-LARGEST, min(LARGEST, one)) for one in (min(found), max(found)))
    return least, most


def _value(node: ast.expr, values: Mapping[str, int]) -> int:
    match node:
        case ast.Constant(value=int(value)):
            found = value
        case ast.Name(id=name):
            found = values.get(name, 0)
        case ast.UnaryOp(operand=inner):
            found = -_value(inner, values)
        case ast.Call(func=ast.Name(id="abs"), args=args):
            found = abs(_value(args[0], values))
        case ast.Call(func=ast.Name(id=name), args=args):
            found = _CALLS[name](_value(one, values) for one in args)
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _value(left, values), _value(right, values)
            found = (
                a + b if isinstance(op, ast.Add)
                else a - b if isinstance(op, ast.Sub)
                else a * b if isinstance(op, ast.Mult)
                else a // b if isinstance(op, ast.FloorDiv)
                else a % b
            )  # fmt: skip
        case _:
            raise ValueError(f"'{ast.dump(node)}' was never checked")
    return max(-LARGEST, min(LARGEST, found))
