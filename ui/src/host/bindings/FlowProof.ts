import type { Flow } from "./Flow";
import type { Proof } from "./Proof";
import type { Verdict } from "./Verdict";

export type FlowProof = { flow: Flow, proofs: Array<Proof>, } & Verdict;
