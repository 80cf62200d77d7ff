"""A hypothesis strategy that writes `.condarc` files as people do, and as they should not."""

from __future__ import annotations

from hypothesis import strategies as st

from envlint.condarc import settings
from tests.strategies import COMMENTS, EOLS

FLAGS = st.sampled_from([*[""] * 6, "  #!final", " #!top", " #!bottom", "  # why"])
URLS = st.sampled_from(
    [
        "conda-forge",
        "defaults",
        "bioconda",
        "nodefaults",
        "http://conda.example.org/team",
        "https://u:s3cr3t99@conda.example.org/t",
        "https://conda.example.org/t/$TOKEN/team",
        "http://localhost:8080/x",
    ]
)
SCALARS = st.one_of(
    st.sampled_from(["true", "False", "yes", "'no'", "on", "null", "~", "", "maybe", "0", "1", "3.10", "'3.12'"]),
    st.sampled_from(["strict", "flexible", "stric", "warn", "2026-01-31", "!!str x", "!!int 3", "/etc/ssl/x.pem"]),
    URLS,
)
# The keys that rules speak of come up more often than the rest.
NAMES = st.one_of(
    st.sampled_from("channels channel_priority ssl_verify always_yes changeps1 report_errors custom_channels".split()),
    st.sampled_from(sorted(settings())),
    st.sampled_from("channel-priority Channels chanels always-yes Auto_Update_Conda dependencies foo x-mine 1".split()),
)


@st.composite
def values(draw: st.DrawFn) -> list[str]:
    """What stands behind a colon: the rest of its line, and the lines below."""
    shape = draw(st.integers(0, 9))
    if shape < 5:
        return [" " + draw(SCALARS) + draw(FLAGS)]
    if shape < 8:
        items = draw(st.lists(URLS, max_size=4))
        if draw(st.booleans()):
            return [" [" + ", ".join(items) + "]" + draw(FLAGS)]
        indent = draw(st.sampled_from(["", "  "]))
        return [draw(COMMENTS), *(f"{indent}- {item}{draw(FLAGS)}" for item in items)]
    if shape == 8:
        names = draw(st.lists(st.sampled_from(["a", "team", "https"]), unique=True, max_size=3))
        return [draw(COMMENTS), *(f"  {name}: {draw(SCALARS)}{draw(FLAGS)}" for name in names)]
    return [draw(st.sampled_from([" |", " >-"])), "  text", ""]


@st.composite
def condarc_files(draw: st.DrawFn) -> str:
    """The text of a file: mostly right, with faults of every kind mixed in."""
    lines: list[str] = draw(st.sampled_from([[], [], ["# made by hand"], ["---"], [""]]))[:]
    keys = draw(st.lists(NAMES, max_size=7, unique=draw(st.integers(0, 9)) > 0))
    for key in keys:
        first, *more = draw(values())
        lines += [f"{key}:{first}", *more]
        if draw(st.integers(0, 7)) == 0:
            lines.append(draw(st.sampled_from(["", "# a group", "  # indented"])))
    if draw(st.integers(0, 11)) == 0:
        lines.append("...")
    eol = draw(EOLS)
    return eol.join(lines) + draw(st.sampled_from(["", eol, eol + eol]))
