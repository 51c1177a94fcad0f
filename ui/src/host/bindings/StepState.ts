export type StepState = "todo" | "current" | "done" | "problem";
