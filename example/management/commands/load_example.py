from typing import Any

from django.core.management.base import BaseCommand

from example.loading import load
from example.people import OF_UNITS, PASSWORD, PEOPLE
from throughcare import clock
from throughcare.foundation.access.roles import ROLES
from throughcare.foundation.operations.demo_data import refuse_beside_real_data
from throughcare.foundation.record.sealing import seal


class Command(BaseCommand):
    help = "Load the synthetic example, once, and print the demo sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_beside_real_data()
        now = clock.now()
        self.stdout.write("Example loaded." if load(now=now) else "The example is here already.")
        seal(at=now)
        self.stdout.write(f"\nDemo sign-ins, all with the password {PASSWORD}")
        for one in PEOPLE:
            self.stdout.write(f"  {one.email:<40} {ROLES[one.role].name}")
        shown = ", ".join(one.email for one in OF_UNITS[-4:])
        self.stdout.write(f"In each of the other command units there are as many, as in one of them {shown}.")
