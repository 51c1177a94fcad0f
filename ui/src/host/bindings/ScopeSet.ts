export type ScopeSet = { id: string, scopes: Array<string>, };
