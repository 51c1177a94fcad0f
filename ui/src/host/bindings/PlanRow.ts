import type { Line } from "./Line";
import type { Sign } from "./Sign";
import type { Step } from "./Step";
import type { Subject } from "./Subject";

export type PlanRow = { sign: Sign, subject: Subject, main: Line, second: Array<Line>, step: Step, };
