"""Answers that differ from those that Centra gives today, which a client must tolerate."""

from centra_mock.domain.mutations.config import Mutation as Mutation
from centra_mock.domain.mutations.mutator import Mutator as Mutator
from centra_mock.domain.mutations.mutator import Rewritten as Rewritten
