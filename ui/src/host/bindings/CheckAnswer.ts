import type { SecretSwitch } from "./SecretSwitch";

export type CheckAnswer = { secret_switch: SecretSwitch, };
