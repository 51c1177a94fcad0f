import type { Line } from "./Line";
import type { SetupPage } from "./SetupPage";

export type Remedy = { "remedy": "copy_message", line: Line, who: Array<string>, others: number, } | { "remedy": "open_setup", page: SetupPage, } | { "remedy": "turn_on_during_create" };
