"""The command line of the service. Exit codes: 0 nothing wrong, 1 problems found, 2 the input could not be used.

``check`` needs no database and imports no Django, so that it answers at once; every other verb is a management
command of the same name.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

DONE, PROBLEMS, UNUSABLE = 0, 1, 2
INTERRUPTED = 130
LARGEST = 50 * 1024 * 1024

CHECK_EXAMPLE = """example:
  throughcare check paper.docx
  throughcare check first.txt second.txt --programme --format json
"""

SERVICE_VERBS = {
    "serve": "serve the screens on this machine",
    "demo": "load the synthetic example, serve it and print the demo sign-ins",
    "migrate": "bring the database up to date",
    "backup": "write database, files and signed head to one archive",
    "restore": "check an archive and put it back",
    "verify-record": "show any edit, deletion, insertion or cut tail of the record, and any state that differs from it",
    "jobs": "do the regular work that is due",
    "import": "read a file of rows into the service",
    "publish": "write what the public may have",
}


# Python has a keyword of this name.
COMMANDS = {"import": "import_rows"}


class Unusable(Exception):
    """The input cannot be used; the message is the one sentence the person sees."""


class Parser(argparse.ArgumentParser):
    """Explains a wrong command in one sentence."""

    def error(self, message: str) -> Any:
        raise Unusable(f"{message[:1].upper()}{message[1:]}. See `{self.prog} --help`.")


def day(text: str) -> date:
    """A date of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it like 2022-10-11") from error


def parser() -> Parser:
    """The whole command line, also read by the docs build."""
    top = Parser(
        prog="throughcare",
        description="Commission, deliver and prove the services that help people stop offending.",
        epilog="Exit codes: 0 nothing wrong; 1 problems found; 2 the input could not be used.",
    )
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=Parser)
    check = verbs.add_parser(
        "check",
        help="find what contradicts itself, the law or another decision in decision papers",
        description="Check decision papers: plain text, HTML, DOCX, PDF with a text layer, or structured TOML.",
        epilog=CHECK_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    check.add_argument("files", nargs="+", metavar="FILE", help="a decision paper")
    check.add_argument("--format", choices=("text", "json"), default="text", help="how to print (default: text)")
    check.add_argument(
        "--as-at", type=day, metavar="YYYY-MM-DD", help="judge law on this day, not on that of signature"
    )
    check.add_argument("--programme", action="store_true", help="also check all the files as one programme")
    for verb, purpose in SERVICE_VERBS.items():
        verbs.add_parser(verb, help=purpose, add_help=False)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; nothing that a person types ends in a traceback."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(arguments)
    except Unusable as error:
        return _explain(str(error))
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (`| head`); Python would complain again while closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        if os.environ.get("THROUGHCARE_TRACE"):
            raise
        return _explain(
            f"Throughcare failed in a way it should not ({type(error).__name__}: {error}). "
            "Nothing more was done; run it again with THROUGHCARE_TRACE=1 and report what it prints."
        )


def _run(arguments: list[str]) -> int:
    if arguments and arguments[0] in SERVICE_VERBS:
        code = _run_service(arguments[0], arguments[1:])
    else:
        code = _check(parser().parse_args(arguments))
    sys.stdout.flush()
    return code


def _explain(sentence: str) -> int:
    sys.stderr.write(" ".join(sentence.split()) + "\n")
    return UNUSABLE


def _check(options: argparse.Namespace) -> int:
    from throughcare.commissioning.decisions.rules import checking
    from throughcare.commissioning.decisions.rules.checking.facts import from_reference
    from throughcare.foundation.reference import ReferenceError, load

    try:
        reference = from_reference(load())
    except ReferenceError as error:
        raise Unusable(str(error)) from error
    papers, unread = _read_all(options.files)
    reports = [checking.check(paper, reference=reference, as_at=options.as_at) for paper in papers]
    together: Any = ()
    if len(papers) > 1:
        together = checking.check_together(
            papers, reference=reference, as_at=options.as_at, programme=options.programme
        )
    if papers:
        _print_reports(options, reports, together)
    found = [finding for report in reports for finding in report.findings] + list(together)
    if unread:
        return UNUSABLE
    return PROBLEMS if any(finding.severity == "error" for finding in found) else DONE


def _read_all(files: Sequence[str]) -> tuple[list[Any], int]:
    """The papers that could be read, and how many could not: each of those is explained as it fails."""
    papers, unread = [], 0
    for name in files:
        try:
            papers.append(_read(name))
        except Unusable as error:
            _explain(str(error))
            unread += 1
    return papers, unread


def _read(name: str) -> Any:
    from throughcare.commissioning.decisions.rules import reading

    try:
        return reading.read_paper(_bytes(name), name=name)
    except reading.Unreadable as error:
        raise Unusable(f"{name}: {error}") from error


def _bytes(name: str) -> bytes:
    path = Path(name)
    try:
        if path.is_dir():
            raise Unusable(f"{name} is a folder. Name the file of a decision paper in it.")
        if path.stat().st_size > LARGEST:
            raise Unusable(f"{name} is larger than {LARGEST // 2**20} MB, which no decision paper is.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Unusable(f"{name} does not exist. Check the name and the folder.") from error
    except PermissionError as error:
        raise Unusable(f"{name} may not be read by this user. Ask its owner for access.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Unusable(f"{name!r} cannot be opened ({reason}).") from error


def _print_reports(options: argparse.Namespace, reports: list[Any], together: Any) -> None:
    several = len(options.files) > 1
    if options.format == "json":
        one = [report.as_dict() for report in reports]
        whole = {"papers": one, "findings": [finding.as_dict() for finding in together]} if several else one[0]
        sys.stdout.write(json.dumps(whole, indent=2, ensure_ascii=False) + "\n")
        return
    parts = [report.as_text().rstrip("\n") for report in reports]
    if together:
        from throughcare.commissioning.decisions.rules.checking.findings import findings_text

        parts.append("\n".join(["Between the papers", *findings_text(tuple(together))]))
    sys.stdout.write("\n\n".join(parts) + "\n")


def _run_service(verb: str, rest: list[str]) -> int:
    """Run a management command with the service set up; what it raises becomes one sentence."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management.base import CommandError
    from django.db import DatabaseError

    from throughcare.errors import DomainError

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughcare.settings")
    try:
        return _dispatch(verb, rest)
    except ImproperlyConfigured as error:
        raise Unusable(str(error)) from error
    except CommandError as error:
        raise Unusable(str(error).removeprefix("Error: ")) from error
    except DomainError as error:
        raise Unusable(f"{error.says} {error.remedy}") from error
    except DatabaseError as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise Unusable(f"The database refused ({first}). Run `throughcare migrate`, and check DATABASE_URL.") from error


def _dispatch(verb: str, rest: list[str]) -> int:
    import django
    from django.core.management import get_commands, load_command_class

    django.setup()
    name = COMMANDS.get(verb, verb.replace("-", "_"))
    app = get_commands().get(name)
    if app is None:
        raise Unusable(f"`throughcare {verb}` is not part of this version yet. See `throughcare --help`.")
    command = load_command_class(app, name) if isinstance(app, str) else app
    try:
        options = vars(command.create_parser("throughcare", verb).parse_args(rest))
        command.execute(*options.pop("args", ()), **options)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else DONE
    return DONE


if __name__ == "__main__":
    raise SystemExit(main())
