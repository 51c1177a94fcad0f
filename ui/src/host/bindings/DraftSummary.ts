import type { Step } from "./Step";

export type DraftSummary = { id: string, label: string, org: string | null, step: Step, saved_at: string, };
