"""Where the versions of --pin-from are read: locks, conda prefixes, what conda lists and exports. `choose` is what a
run calls; of the rest only `prefix` and `choose` look at the disk."""
