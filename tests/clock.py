"""How long something takes, where a test must know."""

import gc
import time
from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    """Processor time. As in a process of its own, the collector does not look at what was there before: in a suite that
    is all that other tests have made."""
    gc.collect()
    gc.freeze()
    try:
        begun = time.process_time()
        work()
        return time.process_time() - begun
    finally:
        gc.unfreeze()
