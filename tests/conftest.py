"""One run of the suite is like the next; set ENVLINT_EXPLORE to let hypothesis look further."""

import os

from hypothesis import settings

settings.register_profile("steady", derandomize=True)
if not os.environ.get("ENVLINT_EXPLORE"):
    settings.load_profile("steady")
