export type ProofOutcome = "passed" | "failed";
