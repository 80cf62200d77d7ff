"""Where the versions of --pin-from are read: locks, conda prefixes, what `conda list` prints. `choose` is what a run
calls; of the rest only `prefix` and `choose` look at the disk."""
