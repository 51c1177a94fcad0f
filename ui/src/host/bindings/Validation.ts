import type { Problem } from "./Problem";

export type Validation = { accepted: boolean, problems: Array<Problem>, };
