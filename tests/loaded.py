"""What commands load: a process forked from one that has it need not load it."""

import importlib

for name in ("build", "import", "check", "diff", "fmt", "serve"):
    importlib.import_module(f"geo.commands.{name}")
for name in ("geopandas", "pyarrow.parquet", "pyogrio", "pytest", "tests.forked_command"):
    importlib.import_module(name)
