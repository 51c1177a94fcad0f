export type Flow = "authorization_code" | "client_credentials";
