export type Risk = "low" | "medium" | "high" | "very_high";
