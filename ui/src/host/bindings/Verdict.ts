import type { Line } from "./Line";
import type { Problem } from "./Problem";

export type Verdict = { "verdict": "proven" } | { "verdict": "dry_check_only", because: Line, } | { "verdict": "not_proven", problem: Problem, };
