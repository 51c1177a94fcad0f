export type Outcome = "pass" | "warn" | "block";
