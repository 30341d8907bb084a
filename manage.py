#!/usr/bin/env python
"""Django's own command line; people use `throughcare` instead."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughcare.settings")
    execute_from_command_line(sys.argv)
