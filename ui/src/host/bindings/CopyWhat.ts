export type CopyWhat = "client_id" | "secret" | "sign_in_address" | "token_address" | "curl";
