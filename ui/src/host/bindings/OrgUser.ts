export type OrgUser = { id: string, username: string, name: string, profile: string, api_only: boolean, administrator: boolean, me: boolean, };
