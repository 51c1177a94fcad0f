import type { Problem } from "./Problem";

export type KeychainState = { "keychain": "working" } | { "keychain": "until_closed", problem: Problem, };
