export type Step = "org" | "check" | "name" | "distribution" | "flows" | "scopes" | "access" | "review";
