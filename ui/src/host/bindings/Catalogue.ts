import type { ScopeEntry } from "./ScopeEntry";
import type { ScopeSet } from "./ScopeSet";
import type { Suggestion } from "./Suggestion";

export type Catalogue = { scopes: Array<ScopeEntry>, suggestions: Array<Suggestion>, scope_sets: Array<ScopeSet>, };
