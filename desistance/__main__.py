"""`python -m desistance` is the command line."""

import sys

from desistance.cli import main

sys.exit(main())
