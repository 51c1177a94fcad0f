use salesforce::metadata::{Component, ComponentType, Package};
use salesforce::types::ApiVersion;

/// The versions that differ in their elements.
const VERSIONS: [u16; 3] = [67, 62, 60];

/// Whatever a component's file holds: what is read and written is read again as the same, and only what XML can hold
/// ever leaves.
pub fn metadata_xml(data: &[u8]) {
    for kind in ComponentType::ALL {
        let Ok(component) = Component::from_xml(kind, "App", data) else { continue };
        assert_eq!(component.kind(), kind);
        for version in VERSIONS.map(ApiVersion::new) {
            let mut package = Package::new(version);
            package.add(component.clone());
            // A name that is no path, and text that XML can hold.
            let Ok(zip) = package.to_zip() else { continue };
            assert!(zip.starts_with(b"PK"));
            let xml = component.to_xml(version);
            let again = Component::from_xml(kind, component.full_name(), xml.as_bytes()).expect("what was written");
            assert_eq!(again.to_xml(version), xml);
            if component.left_out(version).is_empty() {
                assert_eq!(again, component, "{xml}");
            }
        }
    }
}
