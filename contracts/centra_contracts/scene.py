"""The scene in which every history starts. The entry point of the package leads to its file."""

from importlib.resources import files

SCENE = files(__package__).joinpath("contract.yaml")
