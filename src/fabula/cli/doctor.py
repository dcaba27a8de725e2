"""``fabula doctor``: what works on this machine, what does not, and how to mend it."""

from __future__ import annotations

from typing import Annotated

import typer


def doctor(
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Do not start a model.")] = False,
) -> None:
    """Check what works here and say how to mend what does not; exit code 1 if anything is broken.

    Example: fabula doctor --quick
    """
    from dataclasses import asdict

    from fabula.cli import examination, listing

    found = examination.examine(start=not quick)
    broken = [check for check in found if check.state == "broken"]
    if json:
        listing.as_json({"ok": not broken, "checks": [asdict(check) for check in found]})
    else:
        listing.table(("", "WHAT", "FOUND"), [(check.state, check.what, check.found) for check in found])
        mending = [check for check in found if check.mend]
        if mending:
            typer.echo()
        for check in mending:
            listing.paragraph(f"{check.what}: {check.mend}")
    if broken:
        raise typer.Exit(1)
