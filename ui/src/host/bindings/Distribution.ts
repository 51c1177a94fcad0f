export type Distribution = "local" | "packaged";
