import type { ConnectKind } from "./ConnectKind";
import type { Distribution } from "./Distribution";

export type Suggestion = { kind: ConnectKind, authorization_code: boolean, client_credentials: boolean, keeps_secret: boolean, scopes: Array<string>, callback: boolean, distribution: Distribution, };
