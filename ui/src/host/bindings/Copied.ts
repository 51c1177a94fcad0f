export type Copied = { clears_at: string | null, };
