"""Which files are conda environment files: decided by content, lexically before YAML."""

from __future__ import annotations

import re

from envlint.nodes import Collection, Document, Scalar, resolve
from envlint.patterns import lazy
from envlint.source import parts_of
from envlint.spelling import is_misspelt

# Keys at the margin of a block mapping, or at the start of a flow mapping at the margin.
_MARGIN_KEY = lazy(r"""^(?:\{[ \t]*)?["']?([A-Za-z_$][\w.$-]*)["']?[ \t]*:(?=[\s\[{]|$)""", re.MULTILINE)
_BEGINS_KEY = lazy(r"""(?:^|\r)(?:\{[ \t]*)?["']?(?:dependencies|channels)["']?[ \t]*:""", re.MULTILINE)
_IN_FLOW = lazy(r"""[{,]\s*["']?(?:dependencies|channels)["']?[ \t]*:""")

# What a file with one of these at its margin is: a lock file, a Helm chart, a workflow, a recipe,
# MLflow's python_env.yaml, a collection, a project file with environments of its own.
_FOREIGN = frozenset(
    """apiVersion build build_dependencies commands env_specs environment environments extra galaxy_info
    jobs metadata namespace on outputs package packages recipe repositories requirements services source
    steps test tests""".split()
)

_SIGNS_OF_INCLUSION = tuple(f"{before}-{flag}" for before in " \t'\"[," for flag in ("r", "c", "-r", "-c"))
_CONDARC = lazy(r"(?:^|[/\\._-])condarc(?:\.ya?ml)?$|(?:^|[/\\])condarc\.d[/\\][^/\\]+\.ya?ml$")


# What folders and files of templates are called, and how near such a folder must be.
_TEMPLATES = frozenset(("template", "templates", "cookiecutter", "skeleton"))
_NEAR = 3


def is_named_environment(path: str) -> bool:
    """Whether the file's name alone makes it an environment file: conda's default name."""
    return parts_of(path)[-1] in ("environment.yml", "environment.yaml")


def is_named_condarc(path: str) -> bool:
    """Whether a file is called as conda's configuration is: `.condarc`, `condarc`, `team.condarc`,
    `condarc.yml`, or what lies in a `condarc.d`. Nothing but the name tells it from other YAML."""
    return "condarc" in path and _CONDARC.search(path) is not None


def may_include(text: str) -> bool:
    """Whether a pip section in a text may include other files, with -r or -c. Cheap."""
    return ("-r" in text or "-c" in text) and any(sign in text for sign in _SIGNS_OF_INCLUSION)


def is_template_path(path: str) -> bool:
    """Whether a path says that the file is a template, which something else will fill in: Jinja, or conda-devenv,
    which writes `environment.yml` from `environment.devenv.yml`."""
    return path.endswith((".j2", ".devenv.yml", ".devenv.yaml")) or "{{" in path


def is_template(path: str, text: str) -> bool:
    """Whether a path says so of a file that holds what a template engine would fill in: `environment_template.yml`,
    `templates/python/environment.yml`."""
    if "{{" not in text and "{%" not in text:
        return False
    near = "/".join(parts_of(path.lower())[-_NEAR:])
    return not _TEMPLATES.isdisjoint(re.split(r"[^a-z]+", near))


def may_be_environment(text: str) -> bool:
    """Whether a line at the margin, or in a flow mapping at the top, begins the key `dependencies`
    or `channels`. Cheap, and needs no valid YAML: a tab or a merge marker must not hide a file."""
    if "dependencies" not in text and "channels" not in text:
        return False
    return bool(_BEGINS_KEY.search(text)) or (_starts_with_flow(text) and bool(_IN_FLOW.search(text)))


def is_environment(document: Document) -> bool:
    """Whether a document is a conda environment file, if its name does not say so already."""
    text = document.source.text
    if document.fault:
        return may_be_environment(text) and _FOREIGN.isdisjoint(_MARGIN_KEY.findall(text))
    root = document.root
    if not isinstance(root, Collection) or root.kind != "map":
        return False
    values = {entry.key.value: resolve(entry.value) for entry in root.entries if isinstance(entry.key, Scalar)}
    if not _FOREIGN.isdisjoint(values):
        return False
    dependencies, channels = values.get("dependencies"), values.get("channels")
    if dependencies is None:
        return channels is not None and _are_texts(channels) and len(values) > 1 and all(map(_is_known, values))
    if isinstance(dependencies, Collection):
        if dependencies.kind == "map" or channels is not None or not dependencies.entries:
            return dependencies.kind == "seq" and (channels is not None or _KNOWN.issuperset(values))
        return _has_specs(dependencies)
    return channels is not None or _KNOWN.issuperset(values)


_KNOWN = frozenset(("name", "channels", "dependencies", "prefix", "variables", "platforms", "category"))


def _is_known(key: str) -> bool:
    return key in _KNOWN or is_misspelt(key, "dependencies")


def _has_specs(items: Collection) -> bool:
    """Whether a list holds specs: texts, or a mapping of installers to lists. A chart's
    dependencies are mappings of texts."""
    for entry in items.entries:
        value = resolve(entry.value)
        if isinstance(value, Scalar):
            return True
        if value.kind == "map" and any(isinstance(resolve(pair.value), Collection) for pair in value.entries):
            return True
    return False


def _are_texts(node: Collection | Scalar) -> bool:
    if isinstance(node, Scalar):
        return True
    return node.kind == "seq" and all(isinstance(resolve(entry.value), Scalar) for entry in node.entries)


def _starts_with_flow(text: str) -> bool:
    for line in text.split("\n"):
        line = line.strip()
        if line and not line.startswith(("#", "---", "%")):
            return line.startswith("{")
    return False
