//! What must hold of packages, elements and judgements.

mod elements;
mod judgements;
mod packages;
mod policies;
mod properties;
mod reads;
mod removals;
mod versions;

use std::io::{Cursor, Write as _};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{
    Caller, Change, Component, ComponentType, DeployMessage, DeployOptions, Judgement, Key, OrgMetadata, Package,
    judge, open,
};

/// The files of one complete app, as a person who has read the guides would write them.
const COMPLETE: [(&str, &str); 8] = [
    ("package.xml", include_str!("../../../tests/samples/complete/package.xml")),
    ("externalClientApps/Tide_Tables.eca", include_str!("../../../tests/samples/complete/Tide_Tables.eca")),
    (
        "extlClntAppGlobalOauthSets/Tide_Tables_glbloauth.ecaGlblOauth",
        include_str!("../../../tests/samples/complete/Tide_Tables_glbloauth.ecaGlblOauth"),
    ),
    (
        "extlClntAppOauthPolicies/Tide_Tables_oauthPlcy.ecaOauthPlcy",
        include_str!("../../../tests/samples/complete/Tide_Tables_oauthPlcy.ecaOauthPlcy"),
    ),
    (
        "extlClntAppOauthSettings/Tide_Tables_oauth.ecaOauth",
        include_str!("../../../tests/samples/complete/Tide_Tables_oauth.ecaOauth"),
    ),
    (
        "extlClntAppPolicies/Tide_Tables_plcy.ecaPlcy",
        include_str!("../../../tests/samples/complete/Tide_Tables_plcy.ecaPlcy"),
    ),
    (
        "permissionsets/Tide_Tables_Readers.permissionset",
        include_str!("../../../tests/samples/complete/Tide_Tables_Readers.permissionset"),
    ),
    ("settings/ExternalClientApp.settings", include_str!("../../../tests/samples/complete/ExternalClientApp.settings")),
];

/// A zip of these files.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        if name.ends_with('/') {
            writer.add_directory(*name, SimpleFileOptions::default()).unwrap();
        } else {
            // Deflating takes its time without optimisation: only where size matters.
            let method = if bytes.len() > 100_000 { CompressionMethod::Deflated } else { CompressionMethod::Stored };
            let stored = SimpleFileOptions::default().compression_method(method);
            writer.start_file(*name, stored).unwrap();
            writer.write_all(bytes).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

/// The files of the complete app, with the text of one kind of file changed; an empty text leaves the file out, and
/// its member with it.
struct Files(Vec<(String, String)>);

impl Files {
    fn complete() -> Files {
        Files(COMPLETE.map(|(path, text)| (path.to_owned(), text.to_owned())).to_vec())
    }

    fn edit(mut self, suffix: &str, from: &str, to: &str) -> Files {
        let (_, text) = self.0.iter_mut().find(|(path, _)| path.ends_with(suffix)).unwrap();
        assert!(text.contains(from), "{suffix} has no {from}");
        *text = text.replacen(from, to, 1);
        self
    }

    fn without(mut self, suffix: &str) -> Files {
        let (path, _) = self.0.iter().find(|(path, _)| path.ends_with(suffix)).unwrap();
        let name = path.rsplit('/').next().unwrap().rsplit_once('.').unwrap().0.to_owned();
        self.0.retain(|(path, _)| !path.ends_with(suffix));
        self.edit("package.xml", &format!("<members>{name}</members>"), "")
    }

    fn with(mut self, path: &str, text: &str) -> Files {
        self.0.push((path.to_owned(), text.to_owned()));
        self
    }

    fn package(&self) -> Package {
        let files: Vec<(&str, &[u8])> = self.0.iter().map(|(path, text)| (path.as_str(), text.as_bytes())).collect();
        open(&zipped(&files), true).unwrap()
    }

    fn judge(&self, org: &OrgMetadata) -> Judgement {
        judge(&self.package(), &DeployOptions::default(), org, 67)
    }

    /// Why the file of that suffix was refused.
    fn refusal(&self, org: &OrgMetadata, suffix: &str) -> String {
        let judgement = self.judge(org);
        let failed = judgement.messages.iter().find(|message| message.file_name.ends_with(suffix) && !message.success);
        let problem = failed.and_then(|message| message.problem.as_deref().map(str::to_owned));
        problem.unwrap_or_else(|| panic!("{suffix} was taken: {:#?}", judgement.messages))
    }

    fn is_taken(&self, org: &OrgMetadata) {
        let judgement = self.judge(org);
        assert!(judgement.success, "{:#?}", judgement.messages);
    }
}

fn org() -> OrgMetadata {
    OrgMetadata {
        organization_id: "00DPRACTICE0001AAA".to_owned(),
        highest_version: 67,
        permission_sets: vec!["Quay_Staff".to_owned()],
        profiles: vec!["System Administrator".to_owned()],
        active_usernames: vec!["robot@harbour.example".to_owned()],
        user_permissions: vec!["ApiEnabled".to_owned(), "ApiUserOnly".to_owned()],
        objects: vec!["Account".to_owned()],
        consumer_keys: vec!["3MVG9PRACTICE.taken".to_owned()],
        caller: Caller {
            external_client_app_developer: true,
            external_client_app_admin: true,
            client_secret_rotation: true,
            manage_profiles_permissionsets: true,
            customize_application: true,
        },
        ..OrgMetadata::default()
    }
}

/// The org after a judgement, as whoever keeps it would carry the changes out.
fn after(mut org: OrgMetadata, judgement: &Judgement) -> OrgMetadata {
    for change in &judgement.changes {
        match change {
            Change::Put { component, .. } => {
                let mut component = component.clone();
                if let Component::GlobalOauthSettings(settings) = &mut component {
                    settings.consumer_key.get_or_insert_with(|| "3MVG9PRACTICE.generated".to_owned());
                }
                org.components.retain(|held| held.key() != component.key());
                org.components.push(component);
            }
            Change::Remove(key) => org.components.retain(|held| held.key() != *key),
            Change::Rotate { .. } | Change::Rename { .. } => {}
        }
    }
    org
}

/// An org that has the complete app.
fn settled() -> OrgMetadata {
    let judgement = Files::complete().judge(&org());
    assert!(judgement.success, "{:#?}", judgement.messages);
    after(org(), &judgement)
}

fn message<'j>(judgement: &'j Judgement, suffix: &str) -> &'j DeployMessage {
    judgement.messages.iter().find(|message| message.file_name.ends_with(suffix)).unwrap()
}

/// The component of a type that the changes put, if they put one.
fn put(judgement: &Judgement, kind: ComponentType) -> Option<&Component> {
    judgement.changes.iter().find_map(|change| match change {
        Change::Put { component, .. } if component.component_type() == kind => Some(component),
        _ => None,
    })
}

fn find<'o>(org: &'o OrgMetadata, kind: ComponentType, name: &str) -> Option<&'o Component> {
    org.components.iter().find(|component| component.key() == Key::new(kind, name))
}
