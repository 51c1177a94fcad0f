export type PermissionSetChoice = "new" | "existing";
