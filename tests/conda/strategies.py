"""Generated versions and specs."""

from __future__ import annotations

from hypothesis import strategies as st

numbers = st.integers(0, 12).map(str)
releases = st.lists(numbers, min_size=1, max_size=4).map(".".join)
suffixes = st.sampled_from(["", "a1", "rc1", ".dev1", ".post1", "post2", "b", "_", ".0", "_1"])
epochs = st.sampled_from(["", "", "", "1!"])
locals_ = st.sampled_from(["", "", "", "+1", "+cu118", "+1.a"])
versions = st.tuples(epochs, releases, suffixes, locals_).map("".join)
plain_versions = st.tuples(releases, st.sampled_from(["", "", "a1", "rc1", ".post1"])).map("".join)

operators = st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "=", "~="])
clauses = st.tuples(operators, versions).map("".join) | st.tuples(releases, st.just(".*")).map("".join)
expressions = st.recursive(
    clauses,
    lambda inner: (
        st.tuples(inner, st.sampled_from(",|"), inner).map("".join)
        | st.tuples(st.just("("), inner, st.just(")")).map("".join)
    ),
    max_leaves=5,
)

names = st.from_regex(r"[a-zA-Z][a-zA-Z0-9]{0,5}([-_][a-z0-9]{1,4})?", fullmatch=True)
channels = st.sampled_from(["", "", "conda-forge::", "bioconda::"])
builds = st.sampled_from(["py39_0", "*cuda*", "py3*", "0", "h1234_1"])
ranges = st.lists(
    st.tuples(st.sampled_from([">=", "<=", ">", "<", "!="]), releases).map("".join), min_size=1, max_size=3
).map(",".join)

# The forms all clients read alike.
portable = st.builds(
    lambda channel, name, rest: channel + name + rest,
    channels,
    names,
    st.just("")
    | st.tuples(st.sampled_from(["=", "==", " =", " ==", ">=", "!=", " <"]), releases).map("".join)
    | releases.map(" {}.*".format)
    | releases.map("!={}.*".format)
    | releases.filter(lambda v: "." in v).map("~={}".format)
    | ranges
    | ranges.map(" {}".format)
    | st.tuples(releases, releases).map("={0[0]},!={0[1]}".format)
    | st.tuples(releases, releases).map("={0[0]}|={0[1]}".format)
    | st.tuples(releases, releases).map(" {0[0]}.*|{0[1]}.*".format)
    | st.tuples(releases, builds).map(" =={0[0]} {0[1]}".format)
    | st.tuples(releases, builds).map(" {0[0]}.* {0[1]}".format)
    | builds.map(" * {}".format)
    | st.tuples(ranges, builds).map(" {0[0]} {0[1]}".format)
    | builds.map("[build={}]".format)
    | st.tuples(releases, builds).map('[version="=={0[0]}",build="{0[1]}"]'.format),
)

# Text made of what specs are made of, right or wrong.
scraps = st.lists(
    st.sampled_from(
        list("=<>!~*.,|()[]^$#:@ \n\t\"'-_+;{}/\\1\u00a0\u200b\u212a")
        + "2.0 numpy a version build = :: conda-forge linux-64 .conda [version= extras=[a] dev post".split()
        + [" if "]
    ),
    max_size=12,
).map("".join)
