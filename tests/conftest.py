"""One run of the suite is like the next; set ENVLINT_EXPLORE to let hypothesis look further."""

import os
import sys

from hypothesis import settings

# How long an example takes says more about the machine than about the code: benchmarks/ measures.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile("explore" if os.environ.get("ENVLINT_EXPLORE") else "steady")

# Hundreds of tests start the program: it is compiled once, whatever the shell wants of bytecode.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
