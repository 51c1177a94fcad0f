export type Network = "keep" | "keep_at_sign_in" | "skip_after_verification" | "ignore";
