export type Sign = "add" | "same";
