import type { Problem } from "./Problem";
import type { ReadinessAnswer } from "./ReadinessAnswer";

export type Waiting = { "waiting": "readiness", since: string, next_check: string, answers: Array<ReadinessAnswer>, } | { "waiting": "secret", key_ends_in: string, setup_link: string, problem: Problem | null, } | { "waiting": "person", link: string, deadline: string, comes_back: boolean, problem: Problem | null, };
