"""Claims of the literature as files: what is compared with what, what is read, and which way it should go."""

from sim.claims.claim import Arm, Check, Claim
from sim.claims.files import claim_files, load_claim, load_claims
from sim.claims.running import Values
from sim.measures.claim_readings import Reading

__all__ = ["Arm", "Check", "Claim", "Reading", "Values", "claim_files", "load_claim", "load_claims"]
