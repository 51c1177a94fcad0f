export type PermissionSetView = { name: string, label: string, people: number, };
