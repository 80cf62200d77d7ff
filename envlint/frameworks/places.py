"""Where an AI framework of the pip section may come from instead: what to write in the conda list, and which channels
have it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from envlint.conda import match_spec
from envlint.conda.allowed import allows
from envlint.conda.version_spec import VersionSpec
from envlint.environment import Channel, CondaItem, Environment, PipItem
from envlint.frameworks import CUDA, Framework, Project, frameworks
from envlint.pypi import REQUIREMENT
from envlint.translate import conda_name, conda_version, spelling
from envlint.values import NamedTuple

PYTORCH, FORGE, DEFAULTS = "pytorch", "conda-forge", "defaults"
_MAIN = ("defaults", "main", "anaconda", "pkgs/main")

# The channel pytorch ended with 2.5.
_OWN_UNTIL = "2.6"


class Plan(NamedTuple):
    """What to write: for each line its `specs`, `beside` behind them all, and the build for the GPU that may be wanted.
    `sources`: the channels that may have it, the highest first; none where `conda-forge` is to be added
    (`adds_forge`), or no channel has such versions. `is_hidden`: strict channel priority does not look there."""

    specs: tuple[tuple[str, ...], ...]
    beside: tuple[str, ...] = ()
    gpu: str = ""
    sources: tuple[str, ...] = ()
    adds_forge: bool = False
    is_hidden: bool = False

    @property
    def written(self) -> list[str]:
        return [*(spec for specs in self.specs for spec in specs), *self.beside]

    @property
    def is_possible(self) -> bool:
        return self.adds_forge or bool(self.sources)

    @property
    def is_from_forge(self) -> bool:
        """Whether conda-forge is where conda looks first."""
        return self.adds_forge or self.sources[:1] == (FORGE,)


def plan(env: Environment, framework: Framework, items: Sequence[PipItem], wants_cpu: bool) -> Plan:
    """What to write for lines of a framework, in the order of the lines."""
    has_cuda = any(each.name in CUDA for each in env.conda)
    specs = tuple(tuple(framework.projects[item.name].specs(_version(item), has_cuda)) for item in items)
    sources, adds_forge = _sources(env, framework, items)
    listed = _listed(env, framework)
    is_hidden = sources == (DEFAULTS,) and FORGE in listed[: listed.index(DEFAULTS) if DEFAULTS in listed else 0]
    found = Plan(specs, (), "", sources, adds_forge, is_hidden)
    if not found.is_from_forge:
        is_own = wants_cpu and sources[:1] == (PYTORCH,) and any(item.name == "torch" for item in items)
        has_it = any(each.name == "cpuonly" for each in env.conda)
        return found._replace(beside=("cpuonly",)) if is_own and not has_it else found
    if wants_cpu:
        return _for_cpu(env, framework, found)
    return found._replace(gpu=_built(framework, [spec for each in specs for spec in each], "cuda*"))


def has_place(env: Environment, framework: Framework, items: Sequence[PipItem]) -> bool:
    """Whether a channel that is listed, or conda-forge, may have all the lines."""
    sources, adds_forge = _sources(env, framework, items)
    return adds_forge or bool(sources)


def only_in_pip(env: Environment, items: Sequence[PipItem]) -> list[PipItem]:
    """The lines that are not in the conda list, too: of these another rule speaks."""
    packages = set(map(spelling, env.conda_names))
    return [item for item in items if not (known := conda_name(item.name)) or packages.isdisjoint(known.spellings)]


def partner(env: Environment, framework: Framework) -> CondaItem | None:
    """A part of the framework that comes from conda."""
    names = {name for project in framework.projects if (known := conda_name(project)) for name in known.spellings}
    return next((item for item in env.conda if spelling(item.name) in names), None)


def is_movable(framework: Framework, item: PipItem) -> bool:
    """Whether a line is a name and a version that conda can write."""
    line = item.line
    rest = line.extras or line.marker or line.options or line.url or line.continues
    known = framework.projects[item.name].conda
    return bool(known) and line.kind == REQUIREMENT and not rest and conda_version(asked_versions(item)) is not None


def only_in_defaults(item: CondaItem) -> bool:
    """Whether a conda item asks for versions of a framework that `defaults` has had, and conda-forge never."""
    projects = (project for each in frameworks().values() for project in each.projects.values())
    project = next((each for each in projects if each.conda == item.name), None)
    if project is None or item.channel is not None:
        return False
    return not _forge_has(project, item.versions) and _main_has(project, item.versions)


def _sources(env: Environment, framework: Framework, items: Sequence[PipItem]) -> tuple[tuple[str, ...], bool]:
    """The channels of the file that may have all the lines, and whether conda-forge is to be added for want of one."""
    asked = [(framework.projects[item.name], _versions(framework, item)) for item in items]
    having = tuple(each for each in _listed(env, framework) if all(_HAS[each](*one) for one in asked))
    if having or FORGE in _listed(env, framework):
        return having, False
    if all(_forge_has(*one) for one in asked):
        return (), True
    is_default = not env.channels and all(_main_has(*one) for one in asked)
    return ((DEFAULTS,) if is_default else ()), False


def _listed(env: Environment, framework: Framework) -> list[str]:
    """The channels of the file that are known to carry frameworks, the highest first."""
    found = (_known(channel, framework) for channel in env.channels)
    return list(dict.fromkeys(each for each in found if each))


def _known(channel: Channel, framework: Framework) -> str:
    if channel.canonical.rpartition("/")[2] == FORGE:
        return FORGE
    if channel.canonical == PYTORCH and framework.key == PYTORCH:
        return PYTORCH
    return DEFAULTS if channel.canonical in _MAIN else ""


def _own_has(project: Project, versions: VersionSpec | None) -> bool:
    return project.conda != "pytorch" or allows(versions, f"<{_OWN_UNTIL}")


def _forge_has(project: Project, versions: VersionSpec | None) -> bool:
    return not project.forge or allows(versions, project.forge)


def _main_has(project: Project, versions: VersionSpec | None) -> bool:
    if project.main == "*":  # which versions is not known: what conda-forge never had is nothing to count on
        return _forge_has(project, versions)
    return bool(project.main) and allows(versions, project.main)


_HAS: dict[str, Callable[[Project, VersionSpec | None], bool]] = {
    PYTORCH: _own_has,
    FORGE: _forge_has,
    DEFAULTS: _main_has,
}


def _for_cpu(env: Environment, framework: Framework, found: Plan) -> Plan:
    """The plan with the build for the CPU: conda-forge's packages take the one for CUDA where there is a driver."""
    name = framework.gpu.partition("=")[0]
    names = {item.name for item in env.conda} | {match_spec.parse(spec).name_key for spec in found.written}
    if f"{name}-cpu" in names or any(item.name == name for item in env.conda):
        return found
    built = _built(framework, found.written, "cpu*")
    if not built:
        return found
    if name not in names:
        return found._replace(beside=(built,))
    specs = tuple(
        tuple(built if match_spec.parse(spec).name_key == name else spec for spec in each) for each in found.specs
    )
    return found._replace(specs=specs)


def _built(framework: Framework, specs: Sequence[str], build: str) -> str:
    """What asks conda-forge for a build in the version of the file; "" where it has no choice of builds."""
    parsed = [match_spec.parse(spec) for spec in specs]
    if not framework.gpu or any(spec.error or str(spec.name_key).endswith("-gpu") for spec in parsed):
        return ""
    name = framework.gpu.partition("=")[0]
    asked = next((spec for spec in parsed if spec.name_key == name), None)
    versions = asked.versions if asked else None if framework.key == "pytorch" else parsed[0].versions
    if not allows(versions, f">={framework.gpu_since}"):
        return ""
    return Project(name, build).specs(asked.version.text if asked and asked.version else "", has_cuda=True)[0]


def _version(item: PipItem) -> str:
    """The version of a line as conda writes it, "" where it cannot."""
    return conda_version(asked_versions(item)) or ""


def _versions(framework: Framework, item: PipItem) -> VersionSpec | None:
    spec = match_spec.parse(f"{framework.key}{_version(item)}")
    return None if spec.error else spec.versions


def asked_versions(item: PipItem) -> str:
    """The versions of a line, as written."""
    return ",".join(clause.operator.text + clause.version.text for clause in item.line.clauses)
