export type SetupPage = "external_client_apps" | "external_client_app_settings" | "permission_sets" | "users" | "connected_apps_usage" | "company_information";
