"""Reading files that come from elsewhere: one table of forms, one way to open, one set of limits.

Nothing in such a file is believed before it has been checked: `file_forms` says what a file must be
by its content, `geo.runtime.limits` how much of it is taken, `vector_file` opens it with GDAL's
driver for that form and no other.
"""
