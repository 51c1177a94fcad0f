import type { FlowProof } from "./FlowProof";

export type Report = { at: string, flows: Array<FlowProof>, };
