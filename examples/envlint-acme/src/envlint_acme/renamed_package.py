"""acme/renamed-package: a rule with a fix."""

from collections.abc import Iterator

from envlint.diagnostic import ERROR, Diagnostic, unsafe
from envlint.environment import Environment
from envlint.rule import Context, Invalid, Valid, rule

# The names that our packages had, and have.
RENAMED = {"acme-utils": "acme-core", "acme-ml": "acme-models"}


@rule(
    "acme/renamed-package",
    group="packages",
    severity=ERROR,
    since="1.0",
    valid=[Valid("name: nlp-demo\ndependencies:\n  - acme-core=3.1\n")],
    invalid=[
        Invalid(
            "name: nlp-demo\ndependencies:\n  - acme-utils>=2  # helpers\n",
            under="acme-utils",
            fixed="name: nlp-demo\ndependencies:\n  - acme-core>=2  # helpers\n",
        ),
    ],
)
def renamed_package(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A package of ours goes by a name that it had before.

    Under the old name our channel holds versions from before 2024 only, so conda installs one of these, without a word.

    **Fix**: the new name, and the version as it is. Unsafe, since conda then installs another package.
    """
    for item in env.conda:
        new = RENAMED.get(item.name)
        name = item.spec.name
        if new and name:
            text = item.text[: name.span.start] + new + item.text[name.span.end :]
            yield item.report(
                f"`{item.name}` is called `{new}` now",
                part=name,
                help=f"write `{new}`",
                fix=unsafe(f"Write `{new}`", item.replace(text)),
            )
