"""The cases of the contract, by subject; each method's docstring is a sentence of it."""
