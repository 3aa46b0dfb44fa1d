"""The scene ``contract``, in which each history starts; an entry point refers to ``SCENE``."""

from importlib.resources import files

SCENE = files(__package__).joinpath("contract.yaml")
