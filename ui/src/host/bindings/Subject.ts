export type Subject = "app" | "connects_by" | "may" | "callbacks" | "access" | "permission_set" | "people" | "network" | "activation" | "secret_switch";
