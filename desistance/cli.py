"""The command line: `desistance VERB ...`.

A verb is a module `desistance/commands/VERB.py` with `add_arguments(parser)` and `run(args) -> int`; an optional
`EXAMPLE` is shown by --help.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from desistance.errors import InputError
from desistance.whole import Ended

if TYPE_CHECKING:
    from types import FrameType, ModuleType

VERBS = {
    "score": "risk scores for a table of people",
    "cohorts": "who is eligible by dated rules, when and why",
    "reoffending": "proven reoffending of a cohort",
    "match": "a comparison group by matching",
    "link": "the same person across tables without a common key",
    "evaluate": "run a pre-registered study",
    "study": "write a commented study template",
    "protect": "withhold small counts before tables leave",
    "spc": "a process behaviour (XmR) chart",
    "funnel": "a funnel plot of areas or providers",
    "power": "what effect a study of a given size could detect",
    "synthesise": "a synthetic population with no real people in it",
    "bench": "speed and memory beside peers",
}
DONE, PROBLEMS, UNUSABLE, INTERRUPTED, BROKEN_PIPE, TERMINATED = 0, 1, 2, 130, 141, 143
EXIT_CODES = (
    "Exit codes: 0 done and nothing wrong; 1 done and problems found; 2 the input could not be used, with one sentence "
    "on stderr that says why; 130 or 143 interrupted or ended, and nothing half-written is left; 141 whoever read the "
    "output went away."
)

VARIABLES = {
    "DESISTANCE_PROGRESS": "1: long work shows its progress on stderr also where that is no terminal",
    "DESISTANCE_MEMORY": "what DuckDB may hold before it spills to disk, such as 2GB (1GB unless given)",
    "DESISTANCE_TEMP": "the folder that it spills to (the machine's own for temporary files unless given)",
    "DESISTANCE_THREADS": "how many cores it uses (all unless given)",
    "DESISTANCE_MACHINE_MEMORY": "megabytes that a table may take, in place of what the machine says is free",
}
"""What the environment may say."""


class Parser(argparse.ArgumentParser):
    """An argument that cannot be used is one sentence, as any other input is."""

    def error(self, message: str) -> NoReturn:
        words = " ".join(message.split())
        self.exit(UNUSABLE, f"{self.prog}: {words}. `{self.prog} --help` shows an example.\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    verb = next((word for word in given if not word.startswith("-")), None)
    parser = _parser(verb if verb in VERBS else None)
    try:
        args = parser.parse_args(given)
    except SystemExit as leaving:
        return int(leaving.code or 0)
    if args.verb is None:
        parser.print_help()
        return UNUSABLE
    code = _guarded(args)
    if arguments is None and code in (INTERRUPTED, TERMINATED):
        _leave(code)
    return code


def _leave(code: int) -> NoReturn:
    """Leave at once: a library that was stopped in its own threads may crash when Python takes it down in order."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _guarded(args: argparse.Namespace) -> int:
    with _endings() as came:
        try:
            return _ran(args)
        except (KeyboardInterrupt, Ended):
            return _stopped(came)
        except Exception:
            # A library that is interrupted in its own code may turn that into an error of its own.
            if not came:
                raise
            return _stopped(came)


@contextmanager
def _endings() -> Iterator[list[int]]:
    """What asked this process to stop, as it comes: Ctrl-C or a request to end. Either is raised as `Ended`."""
    came: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield came
        return

    def stop(number: int, frame: FrameType | None) -> None:
        came.append(number)
        raise Ended

    before = {one: signal.signal(one, stop) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield came
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _stopped(came: list[int]) -> int:
    word, code = ("Ended", TERMINATED) if signal.SIGTERM in came else ("Interrupted", INTERRUPTED)
    print(f"\n{word}; nothing half-written is left.", file=sys.stderr)
    return code


def _ran(args: argparse.Namespace) -> int:
    try:
        return int(args.run(args))
    except InputError as error:
        return _refuse(str(error))
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - or Python complains again at exit
        return BROKEN_PIPE
    except MemoryError:
        return _refuse(
            "not enough memory for this table on this machine. Use fewer columns or rows, or a larger machine."
        )
    except OSError as error:
        return _refuse(f"{error.filename or 'file'}: {error.strerror or error}.")


def _refuse(sentence: str) -> int:
    print(f"desistance: {' '.join(sentence.split())}", file=sys.stderr)
    return UNUSABLE


def _parser(chosen: str | None) -> argparse.ArgumentParser:
    parser = Parser(
        prog="desistance",
        description="From offence histories to findings that stand up.",
        epilog=f"`desistance VERB --help` shows an example of each. {EXIT_CODES}",
    )
    parser.set_defaults(verb=None)
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", dest="verb")
    for verb, purpose in VERBS.items():
        if verb == chosen or (chosen is None and _is_built(verb)):
            _add(verbs, verb, purpose, load=verb == chosen)
    return parser


def _add(verbs: argparse._SubParsersAction[Parser], verb: str, purpose: str, *, load: bool) -> None:
    if not (load and _is_built(verb)):
        verbs.add_parser(verb, help=purpose, description=purpose).set_defaults(run=_absent)
        return
    module = _module(verb)
    one = verbs.add_parser(
        verb,
        help=purpose,
        description=(module.__doc__ or purpose).strip(),
        epilog=getattr(module, "EXAMPLE", None),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(one)
    one.set_defaults(run=module.run)


def help_of(verb: str | None) -> str:
    """What --help of a verb says, or of the command where no verb is named."""
    parser = _parser(verb)
    if verb is None:
        return parser.format_help()
    verbs = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return str(verbs.choices[verb].format_help())


def _absent(args: argparse.Namespace) -> int:
    raise InputError(
        f"the verb {args.verb!r} is not in this installation", remedy="Run `desistance --help` to see those that are."
    )


def _is_built(verb: str) -> bool:
    return importlib.util.find_spec(f"desistance.commands.{verb}") is not None


def _module(verb: str) -> ModuleType:
    return importlib.import_module(f"desistance.commands.{verb}")


if __name__ == "__main__":
    sys.exit(main())
