export type Stay = { "kind": "until_unused", days: number, } | { "kind": "at_most", days: number, } | { "kind": "never" } | { "kind": "until_revoked" };
