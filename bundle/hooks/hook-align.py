"""PyInstaller: keep the sources of `align` as files, beside which Numba keeps what it compiled."""

module_collection_mode = "py"
