export type Guide = "components" | "external_client_apps" | "password_flow_retirement" | "integration_user" | "packaged_rules";
