import type { Line } from "./Line";
import type { Part } from "./Part";
import type { PartState } from "./PartState";

export type PartView = { part: Part, state: PartState, started_at: string | null, ended_at: string | null, note: Line | null, };
