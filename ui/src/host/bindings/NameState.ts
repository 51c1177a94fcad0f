import type { Problem } from "./Problem";

export type NameState = { "name": "free" } | { "name": "taken", label: string, setup_link: string, } | { "name": "unusable", problem: Problem, };
