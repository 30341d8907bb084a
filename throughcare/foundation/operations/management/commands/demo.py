from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from throughcare.foundation.operations import server, stores
from throughcare.foundation.operations.demo_data import refuse_beside_real_data


class Command(BaseCommand):
    help = "Load the synthetic example, serve it and print the address and the demo sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (default: 8000)")
        parser.add_argument("--reset", action="store_true", help="throw the demo data away and load it afresh")
        parser.add_argument("--load", action="store_true", help="only load the example, do not serve")
        parser.add_argument("--check", action="store_true", help="serve on a free port, fetch the first pages, stop")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo is switched off. Set THROUGHCARE_DEMO=1 where no real data is, and try again.")
        refuse_beside_real_data()
        if options["reset"]:
            self.reset()
        call_command("migrate", verbosity=0, interactive=False)
        self.load()
        if options["load"]:
            return
        if options["check"]:
            self.check_pages()
            return
        call_command("serve", port=options["port"], stdout=self.stdout)

    def reset(self) -> None:
        """Throw away the embedded demo database and its signed head; a server's database is never dropped from here."""
        if connection.vendor != stores.SQLITE:
            raise CommandError("The reset is for the embedded database only. Empty the PostgreSQL database yourself.")
        connection.close()
        for tail in ("", "-wal", "-shm"):
            Path(f"{stores.database_path()}{tail}").unlink(missing_ok=True)
        (Path(settings.RECORD_FOLDER) / "head.json").unlink(missing_ok=True)

    def load(self) -> None:
        if "load_example" not in get_commands():
            raise CommandError("This version has no example to load.")
        call_command("load_example", stdout=self.stdout)

    def check_pages(self) -> None:
        with server.running(server.free_port()) as address:
            for path in server.FIRST_PAGES:
                self.stdout.write(f"{path}: {server.fetch(address + path)} bytes")
        self.stdout.write("Started, answered and stopped.")
