import type { KnownOrg } from "./KnownOrg";
import type { Line } from "./Line";
import type { PartView } from "./PartView";
import type { Report } from "./Report";
import type { RunState } from "./RunState";
import type { SecretPlace } from "./SecretPlace";

export type RunView = { id: string, draft: string | null, label: string, api_name: string, org: KnownOrg, started_at: string, ended_at: string | null, parts: Array<PartView>, client_id: string | null, secret: SecretPlace, sign_in_address: string, token_address: string, curl: string | null, setup_link: string | null, report: Report | null, remainders: Array<Line>, } & RunState;
