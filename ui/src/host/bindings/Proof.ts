import type { Exchange } from "./Exchange";
import type { Line } from "./Line";
import type { ProofId } from "./ProofId";
import type { ProofOutcome } from "./ProofOutcome";

export type Proof = { id: ProofId, outcome: ProofOutcome, detail: Line | null, exchanges: Array<Exchange>, };
