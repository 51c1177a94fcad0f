import type { Line } from "./Line";

export type AddsUp = { can: boolean, line: Line, };
