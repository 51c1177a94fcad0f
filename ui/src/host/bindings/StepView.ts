import type { Line } from "./Line";
import type { Step } from "./Step";
import type { StepState } from "./StepState";

export type StepView = { step: Step, state: StepState, answer: Line | null, };
