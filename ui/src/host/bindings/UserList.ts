import type { OrgUser } from "./OrgUser";

export type UserList = { api_only: Array<OrgUser>, people: Array<OrgUser>, people_total: number, };
