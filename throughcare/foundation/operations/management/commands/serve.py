from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from throughcare.foundation.operations import facts, server
from throughcare.foundation.operations.demo_data import refuse_beside_real_data


class Command(BaseCommand):
    help = "Serve the screens on this machine."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (default: 8000)")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEMO:
            refuse_beside_real_data()
        server.check_port(options["port"])
        try:
            facts.check()
        except facts.Unsound as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Throughcare is at http://{server.HOST}:{options['port']}  (Ctrl-C stops it)")
        self.stdout.flush()
        connections.close_all()
        server.serve(options["port"])
