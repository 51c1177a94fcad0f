import type { OrgKind } from "./OrgKind";

export type KnownOrg = { id: string, name: string, kind: OrgKind, edition: string, namespace: string | null, origin: string, host: string, username: string, user_name: string, profile: string, user_id: string, signed_in: boolean, last_seen: string, };
