"""Answers that are written otherwise than Centra writes them today, as a client must bear."""

from centra_mock.domain.mutations.config import Mutation as Mutation
from centra_mock.domain.mutations.mutator import Mutator as Mutator
from centra_mock.domain.mutations.mutator import Rewritten as Rewritten
