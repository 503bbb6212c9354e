"""Memory that was used is given back at once, so that a large map needs no more than it holds.

Arrow's own allocator and the C library keep what was freed for what may come. A build comes by
large blocks of text again and again, in several threads, and would hold twice of what it uses.
"""

import ctypes

import pyarrow as pa

ARENA_MAX, POOLS = -8, 3
"""The option of glibc's `mallopt` for how many pools its threads have, and how many: with one they
would wait for each other."""


def frugal() -> None:
    """Let Arrow and all threads share few pools of memory.

    For the commands, to whom the process belongs. Threads with a pool each would each keep what they have freed. C libraries other than glibc
    have no such option; then nothing happens.
    """
    pa.set_memory_pool(pa.system_memory_pool())
    option = getattr(ctypes.pythonapi, "mallopt", None)
    if option is not None:
        option(ARENA_MAX, POOLS)


def release() -> None:
    """Give back what is free; where a system cannot, nothing happens."""
    pa.default_memory_pool().release_unused()
