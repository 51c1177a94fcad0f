export type Change = { "changed": "sign_in", id: string, } | { "changed": "run", id: string, } | { "changed": "clipboard_cleared" };
