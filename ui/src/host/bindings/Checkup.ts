import type { Check } from "./Check";

export type Checkup = { checks: Array<Check>, blocked: boolean, };
