import type { Part } from "./Part";

export type RunSummary = { id: string, label: string, org: string, part: Part, open: boolean, started_at: string, };
