"""What a run lints for the sake of the files it was given: what they include, and what a lock belongs to."""
