"""The command `envlint`, and `python -m envlint`."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn


def run() -> NoReturn:
    """Run the command line and end the process. What is odd here is for speed: a tenth of a short run would be
    collecting garbage among imports, which are none, and as much again taking the interpreter down piece by piece."""
    gc.disable()
    from envlint.cli import main
    from envlint.run import collect_rarely

    collect_rarely()
    os._exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
