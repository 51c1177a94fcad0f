//! A permission set: what the practice org acts on, and the elements it only keeps.
//!
//! Source: *Metadata API Developer Guide*, "PermissionSet".

use super::element::{Kept, elements};

elements! {
    /// A permission set (*PermissionSet*). Elements that the practice org does not act on are kept as they came.
    All PermissionSet "PermissionSet" {
        full_name: String = "fullName",
        agent_accesses: Kept = "agentAccesses",
        application_visibilities: Kept = "applicationVisibilities",
        class_accesses: Kept = "classAccesses",
        custom_metadata_type_accesses: Kept = "customMetadataTypeAccesses",
        custom_permissions: Kept = "customPermissions",
        custom_setting_accesses: Kept = "customSettingAccesses",
        data_space_scopes: Kept = "dataspaceScopes",
        description: Option<String> = "description",
        email_routing_address_accesses: Kept = "emailRoutingAddressAccesses",
        external_credential_principal_accesses: Kept = "externalCredentialPrincipalAccesses",
        external_data_source_accesses: Kept = "externalDataSourceAccesses",
        field_permissions: Kept = "fieldPermissions",
        flow_accesses: Kept = "flowAccesses",
        has_activation_required: bool = "hasActivationRequired",
        label: String = "label" .required(),
        license: Option<String> = "license",
        object_permissions: Vec<ObjectPermission> = "objectPermissions",
        page_accesses: Kept = "pageAccesses",
        record_type_visibilities: Kept = "recordTypeVisibilities",
        service_presence_status_accesses: Kept = "servicePresenceStatusAccesses",
        tab_settings: Kept = "tabSettings",
        user_license: Option<String> = "userLicense",
        user_permissions: Vec<UserPermission> = "userPermissions",
    }
}

elements! {
    /// Rights on one object (*PermissionSetObjectPermissions*).
    All ObjectPermission "PermissionSetObjectPermissions" {
        allow_create: bool = "allowCreate",
        allow_delete: bool = "allowDelete",
        allow_edit: bool = "allowEdit",
        allow_read: bool = "allowRead",
        modify_all_records: bool = "modifyAllRecords",
        object: String = "object" .required(),
        view_all_fields: bool = "viewAllFields" .since(63),
        view_all_records: bool = "viewAllRecords",
    }
}

elements! {
    /// One user permission (*PermissionSetUserPermission*).
    All UserPermission "PermissionSetUserPermission" {
        enabled: bool = "enabled" .required(),
        name: String = "name" .required(),
    }
}
