export type PartState = "todo" | "doing" | "waiting" | "done" | "failed" | "skipped";
