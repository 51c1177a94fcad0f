export type SecretPlace = "none" | "keychain" | "memory";
