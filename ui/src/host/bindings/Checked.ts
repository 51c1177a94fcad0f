export type Checked = { to_fix: number, to_know: number, };
