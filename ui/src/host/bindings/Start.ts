import type { DraftSummary } from "./DraftSummary";
import type { KeychainState } from "./KeychainState";
import type { KnownOrg } from "./KnownOrg";
import type { Line } from "./Line";
import type { RunSummary } from "./RunSummary";
import type { Theme } from "./Theme";

export type Start = { orgs: Array<KnownOrg>, drafts: Array<DraftSummary>, runs: Array<RunSummary>, keychain: KeychainState, practice_running: boolean, theme: Theme, notices: Array<Line>, };
