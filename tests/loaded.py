"""What commands load: a process forked from one that has it need not load it."""

import importlib

for name in ("import", "check", "diff", "serve"):
    importlib.import_module(f"geo.commands.{name}")
for name in ("geopandas", "pyarrow.parquet", "pyogrio", "tests.forked", "tests.hostile_files"):
    importlib.import_module(name)
