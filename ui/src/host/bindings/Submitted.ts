import type { DraftView } from "./DraftView";
import type { FieldProblem } from "./FieldProblem";

export type Submitted = { view: DraftView, problems: Array<FieldProblem>, };
