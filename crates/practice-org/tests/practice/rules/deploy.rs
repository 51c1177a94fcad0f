//! Single components: the complete sample app with one thing changed, and the exact problem of the file that has it.

use practice_org::rules::Standing::{self, Guess, Seen};
use serde_json::{Value, json};

use crate::{
    rules::{Mark, files},
    support::{
        Practice,
        package::{complete, zip},
        problem_of,
    },
};

/// A changed package and what is said of one of its files.
pub(super) struct Row {
    rule: &'static str,
    standing: Standing,
    when: &'static str,
    files: Vec<(String, String)>,
    by: &'static str,
    /// The sample app is there already.
    settled: bool,
    options: Value,
    /// How the name of the file ends that the problem is about.
    file: &'static str,
    problem: String,
    /// The problem stops nothing.
    warning: bool,
}

const SCOPES: &str = "Basic, OfflineAccess, DataCloudUserClaims, Email, Address, CDPSegment, Chatbot, CustomApplications, Full, \
    Profile, CDP, CDPProfile, RefreshToken, Phone, PwdlessLogin, Interaction, Pardot, CDPIngest, CDPIdentityResolution, \
    CustomPermissions, ForgotPassword, UserRegistration, OpenID, Chatter, Wave, SFApiPlatform, SCRT, Web, EinsteinGPT, \
    Lightning, Content, CDPCalculatedInsight, Eclair, Api, MCP, CDPQuery";
const NO_ACCESS: &str = "INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id";
const API_NAME: &str = "The API Name can only contain underscores and alphanumeric characters. It must be unique, \
    begin with a letter, not include spaces, not end with an underscore, and not contain two consecutive underscores.";
const ROTATION: &str =
    "Rotating the consumer key or secret takes effect at once and stops clients that use the old one";
const APP: &str = "<externalClientApplication>Tide_Tables</externalClientApplication>";

impl Row {
    pub(super) fn new(
        rule: &'static str,
        standing: Standing,
        when: &'static str,
        file: &'static str,
        problem: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            standing,
            when,
            files: complete(),
            by: "dana",
            settled: false,
            options: json!({}),
            file,
            problem: problem.into(),
            warning: false,
        }
    }

    /// One thing changed in the file whose name ends so.
    pub(super) fn edit(mut self, file: &str, from: &str, to: &str) -> Self {
        let (_, text) = self.files.iter_mut().find(|(path, _)| path.ends_with(file)).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        *text = text.replacen(from, to, 1);
        self
    }

    /// A file and its member under another name.
    pub(super) fn rename(mut self, file: &str, from: &str, to: &str) -> Self {
        let (path, _) = self.files.iter_mut().find(|(path, _)| path.ends_with(file)).unwrap();
        *path = path.replace(from, to);
        self.edit("package.xml", &format!("<members>{from}</members>"), &format!("<members>{to}</members>"))
    }

    pub(super) fn with(mut self, path: &str, text: &str) -> Self {
        self.files.push((path.to_owned(), text.to_owned()));
        self
    }

    pub(super) fn without(mut self, file: &str) -> Self {
        let (path, _) = self.files.iter().find(|(path, _)| path.ends_with(file)).unwrap();
        let name = path.rsplit('/').next().unwrap().rsplit_once('.').unwrap().0.to_owned();
        self.files.retain(|(path, _)| !path.ends_with(file));
        self.edit("package.xml", &format!("<members>{name}</members>"), "")
    }

    /// Nothing but a removal.
    pub(super) fn removing(self, kind: &str, name: &str) -> Self {
        let package = |inside: &str| {
            format!(
                "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\">{inside}<version>66.0</version></Package>"
            )
        };
        let types = format!("<types><members>{name}</members><name>{kind}</name></types>");
        let files = [("package.xml", package("")), ("destructiveChanges.xml", package(&types))];
        Self { files: files.map(|(path, text)| (path.to_owned(), text)).to_vec(), ..self }
    }
}

fn element_rows() -> Vec<Row> {
    let element = |name: &str| {
        format!("Element {{http://soap.sforce.com/2006/04/metadata}}{name} invalid at this location in type ")
    };
    let ranges = "<customAttributes><formula>X</formula><key>k</key></customAttributes>".repeat(129);
    let late = Row::new(
        "deploy::PARENT_MISSING",
        Seen,
        "the parent stands out of order",
        ".ecaOauth",
        "Enter the name of the parent external client app",
    );
    vec![
        Row::new(
            "deploy::NO_ELEMENT",
            Guess,
            "an element that no type has",
            ".eca",
            element("colour") + "ExternalClientApplication",
        )
        .edit(".eca", "<isProtected>", "<colour>red</colour><isProtected>"),
        Row::new(
            "deploy::NO_ELEMENT",
            Guess,
            "an element that package.xml has not",
            "package.xml",
            element("colour") + "Package",
        )
        .edit("package.xml", "<version>", "<colour/><version>"),
        Row::new(
            "deploy::NOT_IN_VERSION",
            Seen,
            "an element that the version has not",
            ".ecaOauth",
            "Property 'areAttributesIncludedInAssetToken' not valid in version 60.0",
        )
        .edit("package.xml", "66.0", "60.0")
        .edit(
            ".ecaOauth",
            "<commaSep",
            "<areAttributesIncludedInAssetToken>true</areAttributesIncludedInAssetToken><commaSep",
        ),
        Row::new(
            "deploy::TWICE",
            Guess,
            "an element twice",
            ".eca",
            "Element label is duplicated at this location in type ExternalClientApplication",
        )
        .edit(".eca", "</label>", "</label><label>Again</label>"),
        Row::new("deploy::AT_MOST", Guess, "129 of 128", ".ecaOauth", "customAttributes: no more than 128 allowed")
            .edit(".ecaOauth", APP, &format!("{ranges}{APP}")),
        Row::new(
            "deploy::PARENT_MISSING",
            Seen,
            "no parent",
            ".ecaOauth",
            "Enter the name of the parent external client app",
        )
        .edit(".ecaOauth", APP, ""),
        late.edit(".ecaOauth", APP, "").edit(".ecaOauth", "</label>", &format!("</label>{APP}")),
        Row::new("deploy::REQUIRED_FIELD", Guess, "no e-mail", ".eca", "Required field is missing: contactEmail").edit(
            ".eca",
            "<contactEmail>harbour@example.com</contactEmail>",
            "",
        ),
        Row::new(
            "deploy::REQUIRED_FIELD",
            Guess,
            "no callback",
            ".ecaGlblOauth",
            "Required field is missing: callbackUrl",
        )
        .edit(".ecaGlblOauth", "https://harbour.example.com/callback\nhttp://localhost:1717/OauthRedirect", ""),
        Row::new(
            "deploy::REQUIRED_FIELD",
            Guess,
            "a type without a name",
            "package.xml",
            "Required field is missing: name",
        )
        .edit("package.xml", "<name>Settings</name>", ""),
        Row::new(
            "deploy::ENUM",
            Guess,
            "a wrong value",
            ".ecaOauthPlcy",
            "'Everybody' is not a valid value for the enum 'PermittedUsersPolicyType'",
        )
        .edit(".ecaOauthPlcy", ">AdminApprovedPreAuthorized<", ">Everybody<"),
        Row::new(
            "deploy::BOOLEAN",
            Guess,
            "neither true nor false",
            ".ecaPlcy",
            "'yes' is not a valid value for the type xsd:boolean",
        )
        .edit(".ecaPlcy", "<isEnabled>true", "<isEnabled>yes"),
        Row::new(
            "deploy::INTEGER",
            Guess,
            "no number",
            ".ecaOauthPlcy",
            "'four' is not a valid value for the type xsd:int",
        )
        .edit(".ecaOauthPlcy", ">4<", ">four<"),
    ]
}

fn app_rows() -> Vec<Row> {
    let long = "x".repeat(81);
    let mut rows: Vec<Row> =
        [".eca", ".ecaOauth", ".ecaGlblOauth", ".ecaOauthPlcy", ".ecaPlcy", ".permissionset", ".settings"]
            .map(|file| Row {
                by: "robin",
                ..Row::new("deploy::NO_ACCESS", Guess, "the permission for the type is missing", file, NO_ACCESS)
            })
            .into();
    rows.extend(["2Fast", "_Tide", "Tide_", "Tide__Tables", "Tide-Tables"].map(|name| {
        Row::new("deploy::API_NAME", Guess, "a name against the grammar", ".eca", API_NAME).rename(
            ".eca",
            "Tide_Tables",
            name,
        )
    }));
    rows.extend([
        Row::new("deploy::TOO_LONG", Guess, "a label of 81", ".eca", format!("STRING_TOO_LONG: External Client App Name: data value too large: {long} (max length=80)"))
            .edit(".eca", "Tide Tables", &long),
        Row::new("deploy::EMAIL", Guess, "no address", ".eca", "INVALID_EMAIL_ADDRESS: Contact Email: invalid email address: harbour")
            .edit(".eca", "harbour@example.com", "harbour"),
        Row::new("deploy::HTTPS_URL", Guess, "a picture by http", ".eca", "Enter a valid URL that starts with https: http://example.com/i.png")
            .edit(".eca", "<isProtected>", "<iconUrl>http://example.com/i.png</iconUrl><isProtected>"),
        Row::new("deploy::INTERNAL_STATE", Guess, "a state for Salesforce itself", ".eca", "The distribution state Managed is for internal use")
            .edit(".eca", ">Local<", ">Managed<"),
        Row::new("deploy::SCOPED_ELSEWHERE", Guess, "another org's link", ".eca", "orgScopedExternalApp names another organization")
            .edit(".eca", "</label>", "</label><orgScopedExternalApp>00DOTHER0000001:Tide_Tables</orgScopedExternalApp>"),
        Row::new("deploy::SCOPE", Guess, "no such scope", ".ecaOauth", format!("Invalid OAuth scope: mcp_api. Valid scopes are: {SCOPES}"))
            .edit(".ecaOauth", "OpenID", "mcp_api"),
        Row::new("deploy::IP_RANGE", Guess, "a range from high to low", ".ecaOauth", "Enter a valid IP range: 10.0.0.2 - 10.0.0.1").edit(
            ".ecaOauth",
            "</label>",
            "</label><trustedIpRanges><endIpAddress>10.0.0.1</endIpAddress><startIpAddress>10.0.0.2</startIpAddress></trustedIpRanges>",
        ),
        Row::new("deploy::OAUTH_LINK", Guess, "another org's link", ".ecaOauth", "Cannot invoke \"String.split(String)\" because the OAuth link is of another organization")
            .edit(".ecaOauth", "</label>", "</label><oauthLink>00DOTHER0000001:888000000000001</oauthLink>"),
    ]);
    rows.extend([".ecaOauth", ".ecaGlblOauth", ".ecaOauthPlcy", ".ecaPlcy"].map(|file| {
        Row::new("deploy::NO_SUCH_APP", Guess, "no parent of that name", file,
            "INVALID_CROSS_REFERENCE_KEY: In field: externalClientApplication - no ExternalClientApplication named Nothing found")
            .edit(file, ">Tide_Tables<", ">Nothing<")
    }));
    rows.extend(
        [
            (".ecaOauthPlcy", "Tide_Tables_oauthPlcy", "ExtlClntAppOauthSettingsId"),
            (".ecaGlblOauth", "Tide_Tables_glbloauth", "ExternalClientApplicationId"),
            (".ecaOauth", "Tide_Tables_oauth", "ExternalClientApplicationId"),
            (".ecaPlcy", "Tide_Tables_plcy", "ExternalClientApplicationId"),
        ]
        .map(|(file, name, field)| Row {
            settled: true,
            ..Row::new(
                "deploy::DUPLICATE_CHILD",
                Seen,
                "a second child of its kind",
                file,
                format!("DUPLICATE_VALUE: {field} duplicates value on {name}"),
            )
            .rename(file, name, "Second")
        }),
    );
    rows
}

fn global_rows() -> Vec<Row> {
    let global = ".ecaGlblOauth";
    let good = include_str!("../../samples/certificates/rsa-2048.pem");
    let after = |row: Row, element: &str| row.edit(global, "</callbackUrl>", &format!("</callbackUrl>{element}"));
    let certificate = |row: Row, text: &str| after(row, &format!("<certificate>{text}</certificate>"));
    let mut rows: Vec<Row> =
        [
            "http://harbour.example/cb",
            "javascript:alert(1)",
            "http://[::1]:1717/cb",
            "/relative",
            "https://a.example/with space",
        ]
        .map(|url| {
            Row::new("deploy::CALLBACK", Guess, "no callback", global, format!("Enter a valid callback URL: {url}"))
                .edit(global, "https://harbour.example.com/callback", url)
        })
        .into();
    rows.extend([
        certificate(
            Row::new("deploy::CERTIFICATE", Guess, "no certificate", global, "Enter a valid X.509 certificate"),
            "none",
        ),
        certificate(
            Row::new("deploy::CERTIFICATE", Guess, "no RSA key", global, "Enter a valid X.509 certificate"),
            include_str!("../../samples/certificates/p-256.pem"),
        ),
        certificate(
            Row::new(
                "deploy::KEY_BITS",
                Guess,
                "a short key",
                global,
                "The key of the certificate is shorter than 2048 bits",
            ),
            include_str!("../../samples/certificates/rsa-1024.pem"),
        ),
        certificate(
            Row::new(
                "deploy::CERTIFICATE_SIZE",
                Guess,
                "more than 4 KB",
                global,
                "The certificate is larger than 4 KB",
            ),
            &format!("{good}{}x", " ".repeat(4000)),
        ),
        Row::new(
            "deploy::ID_TOKEN_MINUTES",
            Guess,
            "too many minutes",
            global,
            "idTokenValidityInMinutes must be between 1 and 720",
        )
        .edit(
            global,
            "<isClientCred",
            "<idTokenConfig><idTokenValidityInMinutes>721</idTokenValidityInMinutes></idTokenConfig><isClientCred",
        ),
        after(
            Row::new(
                "deploy::CONSUMER_KEY",
                Guess,
                "a short key",
                global,
                "Enter a consumer key of 8 to 256 letters, digits, dots and underscores",
            ),
            "<consumerKey>short</consumerKey>",
        ),
        Row {
            settled: true,
            ..Row::new(
                "deploy::ROTATION_REFUSED",
                Guess,
                "warnings count",
                global,
                format!("{ROTATION}. To go on, deploy with ignoreWarnings set to true."),
            )
        }
        .edit(global, "<shouldRotateConsumerSecret>false", "<shouldRotateConsumerSecret>true"),
        Row {
            settled: true,
            warning: true,
            options: json!({ "ignoreWarnings": true }),
            ..Row::new("deploy::ROTATION", Guess, "warnings do not count", global, ROTATION)
        }
        .edit(global, "<shouldRotateConsumerSecret>false", "<shouldRotateConsumerSecret>true"),
    ]);
    rows
}

fn policy_rows() -> Vec<Row> {
    let policy = ".ecaOauthPlcy";
    let user = "Enter a valid execution user for the OAuth client credentials flow.";
    let set = ".permissionset";
    vec![
        Row::new(
            "deploy::NO_OAUTH_SETTINGS",
            Guess,
            "an app without OAuth settings",
            policy,
            "INVALID_CROSS_REFERENCE_KEY: Tide_Tables has no ExtlClntAppOauthSettings",
        )
        .without(".ecaOauth"),
        Row::new("deploy::RUN_AS_USER", Seen, "no such user", policy, user).edit(policy, "etl@", "ghost@"),
        Row::new("deploy::RUN_AS_USER", Seen, "a deactivated user", policy, user).edit(policy, "etl@", "viktor@"),
        Row::new("deploy::RUN_AS_USER", Seen, "the flow without a user", policy, user).edit(
            policy,
            "<clientCredentialsFlowUser>etl@practice.example</clientCredentialsFlowUser>",
            "",
        ),
        Row::new(
            "deploy::NOT_FOUND_BY_NAME",
            Seen,
            "an id for a permission set",
            policy,
            "INVALID_FIELD: We couldn't find permission sets called 0PS000000000001",
        )
        .edit(policy, ">Tide_Tables_Readers<", ">0PS000000000001<"),
        Row::new(
            "deploy::NOT_FOUND_BY_NAME",
            Seen,
            "no such permission set",
            policy,
            "INVALID_FIELD: We couldn't find permission sets called Nobody",
        )
        .edit(policy, ">Tide_Tables_Readers<", ">Tide_Tables_Readers,Nobody<"),
        Row::new(
            "deploy::NOT_FOUND_BY_NAME",
            Seen,
            "no such profile",
            policy,
            "INVALID_FIELD: We couldn't find profiles called Captain",
        )
        .edit(
            policy,
            "</commaSeparatedPermissionSet>",
            "</commaSeparatedPermissionSet><commaSeparatedProfile>Captain</commaSeparatedProfile>",
        ),
        Row::new("deploy::JWT_TIMEOUT", Guess, "minutes not on offer", policy, "Enter a valid JWT timeout: 7").edit(
            policy,
            "<permittedUsersPolicyType>",
            "<namedUserJwtTimeout>7</namedUserJwtTimeout><permittedUsersPolicyType>",
        ),
        Row::new(
            "deploy::REFRESH_PERIOD",
            Guess,
            "no time at all",
            policy,
            "Enter a refresh token validity period of 1 or more",
        )
        .edit(policy, ">4<", ">0<"),
        Row::new("deploy::UNKNOWN_PERMISSION", Seen, "no such permission", set, "Unknown user permission: ApiOnlyUser")
            .edit(set, ">ApiEnabled<", ">ApiOnlyUser<"),
        Row::new(
            "deploy::UNKNOWN_OBJECT",
            Guess,
            "no such object",
            set,
            "In field: field - no CustomObject named Boat__c found",
        )
        .edit(set, ">Account<", ">Boat__c<"),
        Row::new(
            "deploy::RIGHTS",
            Guess,
            "edit without read",
            set,
            "Permission Edit Account depends on permission(s): Read Account",
        )
        .edit(set, "<allowEdit>false", "<allowEdit>true")
        .edit(set, "<allowRead>true", "<allowRead>false"),
        Row::new("deploy::UNKNOWN_SETTINGS", Guess, "no such settings", ".settings", "Unknown settings: Boats").rename(
            ".settings",
            "ExternalClientApp",
            "Boats",
        ),
        Row {
            warning: true,
            ..Row::new(
                "deploy::NOT_THERE",
                Seen,
                "nothing of that name",
                "destructiveChanges.xml",
                "No PermissionSet named: Nobody found",
            )
        }
        .removing("PermissionSet", "Nobody"),
        Row::new("deploy::SETTINGS_STAY", Guess, "settings", "destructiveChanges.xml", "Settings can't be deleted")
            .removing("Settings", "ExternalClientApp"),
        Row::new(
            "deploy::SET_ASSIGNED",
            Guess,
            "a set that somebody holds",
            "destructiveChanges.xml",
            "DELETE_FAILED: The permission set Acme_Billing_Users is assigned to users",
        )
        .removing("PermissionSet", "Acme_Billing_Users"),
        Row {
            by: "robin",
            settled: true,
            ..Row::new("deploy::NO_ACCESS", Guess, "the permission is missing", "destructiveChanges.xml", NO_ACCESS)
        }
        .removing("ExternalClientApplication", "Tide_Tables"),
        Row::new(
            "deploy::UNKNOWN_TYPE",
            Guess,
            "no such type",
            "destructiveChanges.xml",
            "Unknown type name 'Boat' specified in destructiveChanges.xml",
        )
        .removing("Boat", "X"),
    ]
}

fn rows() -> Vec<Row> {
    [element_rows(), app_rows(), global_rows(), policy_rows(), files::rows()].into_iter().flatten().collect()
}

pub(crate) fn marks() -> Vec<Mark> {
    let extra = [
        ("deploy::CONSUMER_KEY_TAKEN", Guess),
        ("deploy::PARENT_CHANGED", Guess),
        // other_orgs
        ("deploy::PACKAGED_IN_SANDBOX", Guess),
        ("deploy::SWITCH_REFUSED", Guess),
        ("deploy::STAYS_PACKAGED", Guess),
        // metadata_calls
        ("deploy::NAME_IN_USE", Guess),
        ("deploy::NO_COMPONENT", Guess),
        ("deploy::ROLLED_BACK", Guess),
    ];
    rows().iter().map(|row| (row.rule, row.standing)).chain(extra).chain(files::MARKS).collect()
}

async fn deployed(practice: &Practice, by: &str, files: &[(String, String)], options: Value) -> Value {
    let files: Vec<(&str, String)> = files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
    let started = practice.start_zip(by, zip(&files), options).await;
    assert_eq!(started.status, 201, "{}", started.body);
    practice.deploy_result(by, started.json()["id"].as_str().unwrap()).await
}

async fn apps(practice: &Practice) -> Value {
    practice.query("dana", "SELECT Id FROM ExternalClientApplication").await.json()["totalSize"].clone()
}

#[tokio::test]
async fn a_component_is_taken_or_refused_in_other_words() {
    let empty = Practice::new().await;
    let settled = Practice::new().await;
    assert_eq!(deployed(&settled, "dana", &complete(), json!({})).await["status"], "Succeeded");
    for Row { rule, when, files, by, settled: there, options, file, problem, warning, .. } in rows() {
        let practice = if there { &settled } else { &empty };
        let before = apps(practice).await;
        let end = deployed(practice, by, &files, options).await;
        assert_eq!(problem_of(&end, file).as_deref(), Some(problem.as_str()), "{rule}, {when}: {end:#}");
        assert_eq!(end["status"], if warning { "Succeeded" } else { "Failed" }, "{rule}, {when}: {end:#}");
        assert_eq!(apps(practice).await, before, "{rule}, {when}: something stayed");
    }
}

#[tokio::test]
async fn a_child_moves_or_a_key_is_shared_between_apps() {
    let practice = Practice::new().await;
    let own_key =
        |text: &str| text.replace("</callbackUrl>", "</callbackUrl><consumerKey>3MVG9PRACTICE.mine</consumerKey>");
    let first: Vec<(String, String)> = complete().into_iter().map(|(path, text)| (path, own_key(&text))).collect();
    assert_eq!(deployed(&practice, "dana", &first, json!({})).await["status"], "Succeeded");
    let rename = |text: &str| text.replace("Tide_Tables", "Moon_Phases");
    let second: Vec<(String, String)> = first.iter().map(|(path, text)| (rename(path), rename(text))).collect();
    let end = deployed(&practice, "dana", &second, json!({})).await;
    let taken = "DUPLICATE_VALUE: duplicate value found: the consumer key is already in use";
    assert_eq!(problem_of(&end, ".ecaGlblOauth").as_deref(), Some(taken), "deploy::CONSUMER_KEY_TAKEN, guess");
    let moved: Vec<(String, String)> = complete()
        .into_iter()
        .map(|(path, text)| {
            if path.ends_with(".eca") || path == "package.xml" {
                (path, text)
            } else {
                (path, text.replace(APP, &rename(APP)))
            }
        })
        .chain([("externalClientApps/Moon_Phases.eca".to_owned(), complete()[1].1.clone())])
        .map(|(path, text)| {
            (
                path,
                text.replace(
                    "<members>Tide_Tables</members>",
                    "<members>Tide_Tables</members><members>Moon_Phases</members>",
                ),
            )
        })
        .collect();
    let end = deployed(&practice, "dana", &moved, json!({})).await;
    let fixed = "FIELD_INTEGRITY_EXCEPTION: externalClientApplication can't be changed";
    assert_eq!(problem_of(&end, ".ecaOauth").as_deref(), Some(fixed), "deploy::PARENT_CHANGED, guess: {end:#}");
}
