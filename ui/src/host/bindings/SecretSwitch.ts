export type SecretSwitch = "turn_on_and_back" | "leave_as_is";
