import type { ConnectKind } from "./ConnectKind";

export type FlowsAnswer = { connects: ConnectKind | null, authorization_code: boolean, client_credentials: boolean, run_as: string | null, run_as_confirmation: string, require_pkce: boolean, secret_when_signing_in: boolean, secret_when_staying_connected: boolean, rotate_refresh_tokens: boolean, };
