import type { Risk } from "./Risk";

export type ScopeEntry = { request: string, token: string, risk: Risk, };
