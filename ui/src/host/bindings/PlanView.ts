import type { KnownOrg } from "./KnownOrg";
import type { Line } from "./Line";
import type { PlanRow } from "./PlanRow";

export type PlanView = { fingerprint: string, label: string, org: KnownOrg, rows: Array<PlanRow>, loosenings: Array<Line>, notes: Array<Line>, type_to_confirm: string | null, blocked: boolean, };
