"""Hypothesis strategies that write environment files as people do, and as they should not."""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = st.sampled_from(
    ["python", "numpy", "pandas", "pip", "PyYAML", "pytorch", "cudatoolkit", "r-base", "anaconda", "cv2"]
)
VERSIONS = st.sampled_from(["3.10", "1.24.3", "2", "1.2.", "*", "1.24.*", "2.0.1+cu118", "3.x", "59.6.", "1!2.0", ""])
OPERATORS = st.sampled_from(["=", "==", ">=", "<", "~=", "!=", " ", " =", "=>", ">", ",", "[", "==="])
CHANNELS = st.sampled_from(
    [
        "conda-forge",
        "defaults",
        "pytorch",
        "nodefaults",
        "https://conda.anaconda.org/conda-forge",
        "bioconda",
        "nvidia",
        "r",
    ]
)
IGNORES = ("  # envlint: ignore[loose-pin]", " # x # envlint: ignore[pip-name, build-pins] y", " # envlint: ignore")
COMMENTS = st.sampled_from([*[""] * 6, *["  # why", " # [linux]"] * 2, "  # envlint", " #", *IGNORES])
EOLS = st.sampled_from(["\n", "\n", "\r\n", "\r"])
QUOTES = st.sampled_from(["", "", "", "'", '"'])
PIP_LINES = st.one_of(
    st.sampled_from(
        [
            "torch",
            "requests==2.32.3",
            "-r requirements.txt",
            "-e .",
            "git+https://github.com/a/b.git@main#egg=b",
            "pkg=1.0",
        ]
    ),
    st.sampled_from(
        ["tensorflow-gpu", "numpy>=1 <2", "pip install x", "--extra-index-url https://x/y", "flask[async]", "é"]
    ),
)


@st.composite
def conda_specs(draw: st.DrawFn) -> str:
    spec = draw(NAMES)
    for _ in range(draw(st.integers(0, 2))):
        spec += draw(OPERATORS) + draw(VERSIONS)
    if draw(st.integers(0, 9)) == 0:
        spec = f"{draw(CHANNELS)}::{spec}"
    if draw(st.integers(0, 9)) == 0:
        spec += draw(st.sampled_from(["[extra]", " (>=1)", "=py39_0", " # c", ",", "; x", " scipy"]))
    return spec


@st.composite
def quoted(draw: st.DrawFn, text: str, plain_is_risky: bool = False) -> str:
    quote = draw(QUOTES)
    if quote == "'":
        return "'" + text.replace("'", "''") + "'"
    if quote == '"':
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return text


@st.composite
def items(draw: st.DrawFn, what: st.SearchStrategy[str], indent: int) -> list[str]:
    lines: list[str] = []
    for _ in range(draw(st.integers(0, 5))):
        if draw(st.integers(0, 7)) == 0:
            lines.append(" " * indent + "# a group")
        if draw(st.integers(0, 9)) == 0:
            lines.append("")
        text = draw(quoted(draw(what)))
        lines.append(" " * indent + "- " + text + draw(COMMENTS))
        if draw(st.integers(0, 11)) == 0:
            lines.append(" " * (indent + 2) + draw(st.sampled_from([">=1", "scipy", "- scipy", ",<2"])))
    return lines


@st.composite
def flow_list(draw: st.DrawFn, what: st.SearchStrategy[str]) -> str:
    texts = [draw(quoted(draw(what))) for _ in range(draw(st.integers(0, 4)))]
    return "[" + draw(st.sampled_from([", ", ",", " , "])).join(texts) + draw(st.sampled_from(["", ",", " "])) + "]"


@st.composite
def pip_sections(draw: st.DrawFn, indent: int) -> list[str]:
    lines: list[str] = []
    for _ in range(draw(st.integers(0, 2))):
        key = draw(
            st.sampled_from(["pip:", "pip:", "pip:", "Pip:", "npm:", "conda:", "pip", "python: 3.9", "sel(linux):"])
        )
        lines.append(" " * indent + "- " + key + draw(COMMENTS))
        lines += draw(items(PIP_LINES, indent + draw(st.sampled_from([2, 4]))))
    return lines


@st.composite
def environment_files(draw: st.DrawFn) -> str:
    """The text of a file: mostly right, with faults of every kind mixed in."""
    lines: list[str] = draw(st.sampled_from([[], [], ["# made by hand"], ["---"], ["# x", "---"]]))[:]
    indent = draw(st.sampled_from([0, 2, 2, 4]))
    parts: list[list[str]] = []
    name = draw(
        st.sampled_from(["name: demo", "name: base", "name: 1.10", "name:", 'name: "a b"', "name: &n demo", "nmae: x"])
    )
    parts.append([name + draw(COMMENTS)])
    channels = draw(st.sampled_from(["channels", "channels", "channels", "channel"]))
    if draw(st.booleans()):
        parts.append([f"{channels}:{draw(COMMENTS)}", *draw(items(CHANNELS, indent))])
    else:
        parts.append([f"{channels}: {draw(flow_list(CHANNELS))}"])
    key = draw(st.sampled_from(["dependencies"] * 6 + ["dependecies", "Dependencies"]))
    if draw(st.integers(0, 4)):
        body = draw(items(conda_specs(), indent)) + draw(pip_sections(indent))
        parts.append([f"{key}:{draw(COMMENTS)}", *body])
    else:
        parts.append([f"{key}: {draw(flow_list(NAMES))}"])
    if draw(st.integers(0, 3)) == 0:
        parts.append(["prefix: /home/me/envs/demo" + draw(COMMENTS)])
    if draw(st.integers(0, 5)) == 0:
        parts.append(["pip:", *draw(items(PIP_LINES, indent))])
    if draw(st.integers(0, 5)) == 0:
        parts.append(["variables:", "  A: 1.10", "  B: 'x'"])
    if draw(st.integers(0, 4)) == 0:
        parts = draw(st.permutations(parts))
    for part in parts:
        lines += part
    eol = draw(EOLS)
    return eol.join(lines) + draw(st.sampled_from(["", eol, eol + eol]))


@st.composite
def anchored(draw: st.DrawFn, text: str, names: list[str]) -> str:
    """An item that defines an anchor, or stands for one that was defined, now and then for none."""
    if names and draw(st.integers(0, 2)) == 0:
        return "*" + draw(st.sampled_from([*names, "nothing"]))
    if draw(st.integers(0, 2)) == 0:
        names.append(draw(st.sampled_from(["a", "b", "c-1"])))
        return f"&{names[-1]} {text}"
    return text


@st.composite
def odd_items(draw: st.DrawFn, what: st.SearchStrategy[str], indent: int, names: list[str]) -> list[str]:
    """A block list in the forms that YAML has and few people write."""
    lines: list[str] = []
    pad = " " * indent
    for _ in range(draw(st.integers(0, 5))):
        text = draw(anchored(draw(quoted(draw(what))), names))
        shape = draw(st.integers(0, 8))
        if shape == 0:
            lines += [f"{pad}- {draw(st.sampled_from(['>-', '|', '>', '|2-']))}", f"{pad}    {draw(what)}"]
        elif shape == 1:
            lines += [f"{pad}-{draw(COMMENTS)}", f"{pad}    {text}"]
        elif shape == 2:
            lines.append(
                f"{pad}- {draw(st.sampled_from(['!!str', '!!python/name:x', '!mine', '- -', '? ', '{}']))} {text}"
            )
        elif shape == 3:
            lines.append(f"{pad}- [{text}, {draw(quoted(draw(what)))}]")
        elif shape == 4:
            lines.append(f"{pad}- {{{draw(st.sampled_from(['pip', 'conda', 'npm']))}: [{text}]}}")
        else:
            lines.append(f"{pad}-{draw(st.sampled_from([' ', '   ', chr(9)]))}{text}{draw(COMMENTS)}")
    return lines


@st.composite
def odd_flow(draw: st.DrawFn, what: st.SearchStrategy[str], names: list[str]) -> list[str]:
    """A flow list over several lines, with comments between its items."""
    lines = ["[" + draw(COMMENTS)]
    for _ in range(draw(st.integers(0, 4))):
        text = draw(anchored(draw(quoted(draw(what))), names))
        lines.append(f"  {text}{draw(st.sampled_from([',', ' ,', ', ', '']))}{draw(COMMENTS)}")
    return [*lines, draw(st.sampled_from(["]", "  ]", "", "] # all"]))]


@st.composite
def odd_environment_files(draw: st.DrawFn) -> str:
    """What YAML allows beside the common forms, with slips: anchors and aliases, merge keys, tags, block scalars,
    flow over several lines or around it all, keys with `?`, several documents, line ends of all kinds in one file."""
    names: list[str] = []
    indent = draw(st.sampled_from([0, 2, 4]))
    lines = draw(st.sampled_from([[], ["%YAML 1.2", "---"], ["# x"], ["x-base: &base", "  name: demo"], ["", "---"]]))[
        :
    ]
    if draw(st.integers(0, 5)) == 0:
        inner = [f"name: {draw(NAMES)}", f"channels: {draw(flow_list(CHANNELS))}"]
        inner.append(f"dependencies: {draw(flow_list(NAMES))}")
        joint = draw(st.sampled_from([", ", ",\n ", "  # c\n, "]))
        lines += ("{" + joint.join(inner) + draw(st.sampled_from(["}", ",}", "\n}", ""]))).split("\n")
    else:
        lines.append(draw(st.sampled_from(["name: demo", "name: &n demo", "<<: *base", "? name\n: demo", '"name": x'])))
        for key, what in (("channels", CHANNELS), ("dependencies", conda_specs())):
            if draw(st.booleans()):
                lines += [f"{key}: " + "\n".join(draw(odd_flow(what, names)))]
            else:
                anchor = draw(st.sampled_from(["", "", " &list", " !!seq", " *list"]))
                lines += [f"{key}:{anchor}{draw(COMMENTS)}", *draw(odd_items(what, indent, names))]
        lines += draw(pip_sections(indent))
    lines += draw(st.sampled_from([[], [], [], ["..."], ["---", "name: b"], ["variables:", "  <<: {A: 1}", "  B: *a"]]))
    one = draw(st.sampled_from(["\n", "\r\n", "\r", ""]))
    ends = st.just(one) if one else st.sampled_from(["\n", "\r\n", "\r"])
    return "".join(line + draw(ends) for line in "\n".join(lines).split("\n"))
