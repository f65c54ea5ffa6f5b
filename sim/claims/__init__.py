"""Claims of the literature as files: what is compared with what, what is read, and which way it should go."""

from .claim import Arm, Check, Claim
from .files import claim_files, load_claim, load_claims
from .readings import Reading
from .running import Values

__all__ = ["Arm", "Check", "Claim", "Reading", "Values", "claim_files", "load_claim", "load_claims"]
