import type { Part } from "./Part";
import type { Problem } from "./Problem";
import type { Waiting } from "./Waiting";

export type RunState = { "state": "running" } | { "state": "waiting", for_what: Waiting, } | { "state": "stopped", problem: Problem, app_exists: boolean, } | { "state": "interrupted", at: Part, app_exists: boolean | null, } | { "state": "done" } | { "state": "left" };
