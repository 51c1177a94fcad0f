export type ObjectRights = { object: string, read: boolean, create: boolean, edit: boolean, delete: boolean, };
