export type ConnectKind = "web_app" | "mobile_or_desktop" | "server" | "saas_product" | "many_orgs" | "i_know";
