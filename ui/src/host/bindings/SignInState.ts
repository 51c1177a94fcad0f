import type { KnownOrg } from "./KnownOrg";
import type { Problem } from "./Problem";

export type SignInState = { "state": "waiting" } | { "state": "exchanging" } | { "state": "arrived", org: KnownOrg, differs: Array<string>, expected: KnownOrg | null, } | { "state": "failed", problem: Problem, } | { "state": "cancelled" };
