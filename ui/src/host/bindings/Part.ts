export type Part = "sent" | "app" | "oauth_settings" | "access" | "credentials" | "ready" | "proof";
