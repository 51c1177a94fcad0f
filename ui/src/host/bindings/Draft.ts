import type { Answers } from "./Answers";
import type { Checked } from "./Checked";
import type { Step } from "./Step";

export type Draft = { id: string, org: string | null, step: Step, reached: Step, answers: Answers, checked: Checked | null, saved_at: string, };
