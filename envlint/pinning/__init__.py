"""How items are written anew: with the versions that are there, with others as advice, several as one."""
