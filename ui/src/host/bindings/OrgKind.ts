export type OrgKind = "production" | "sandbox" | "developer" | "scratch" | "practice";
