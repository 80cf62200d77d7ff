"""Lock files: what they hold, which file they belong to, and whether they hold what it asks for. No rules, no disk.

`names` says by a file's name whether it may be a lock, and is all that a run without locks imports.
"""
