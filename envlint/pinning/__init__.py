"""How an item is written with another version: to what it says, to what is there, and as advice."""
