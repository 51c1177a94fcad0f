export type Who = "chosen" | "anyone";
