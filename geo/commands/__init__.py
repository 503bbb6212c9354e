"""The commands of `build_map.py`, one module each: what it takes, and what it does.

A module has `arguments(parser)` and `run(options) -> int`, the exit code; `geo.cli` has its line of
help and tells faults, which are raised as `BadInput`. `--data` is every command's.
"""
