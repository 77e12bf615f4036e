"""Folder to package: shapes of the files, the programme that they describe, its digest, where programmes are found."""

from poincon.cahier.loading.library import find_package, library_folder, list_packages
from poincon.cahier.loading.package import (
    Package,
    is_inside,
    load_package,
    package_files,
    package_from_files,
    programme_to_translate,
)
from poincon.cahier.loading.templates import read_templates

__all__ = [
    "Package",
    "find_package",
    "is_inside",
    "library_folder",
    "list_packages",
    "load_package",
    "package_files",
    "package_from_files",
    "programme_to_translate",
    "read_templates",
]
