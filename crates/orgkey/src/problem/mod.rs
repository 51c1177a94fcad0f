//! The only error that crosses to the window or the command line.
//!
//! A problem is a code with values; its words (`problem_<code>_title`, `_what`, `_why`, `_next`) are in the message
//! catalogue. Salesforce's own words are kept beside ours, whole.

mod reading;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What Salesforce answered, kept word for word (never with a secret in it: error replies carry none).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SalesforceWords {
    /// Which call, such as `token` or `deploy`.
    pub call: String,
    /// Salesforce's code, such as `invalid_grant` or `INVALID_SESSION_ID`.
    pub error: String,
    /// Salesforce's sentence.
    pub description: String,
    /// HTTP status.
    pub status: Option<u16>,
    /// The id that Salesforce support asks for.
    pub request_id: Option<String>,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// Everything that can go wrong and that somebody can act on. One word per situation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code, for the test that each has its words.
            pub const ALL: &[Self] = &[$(Self::$name,)*];
        }
    };
}

codes! {
    // Signing in
    /// The callback port of the sign-in client is held by another program.
    CallbackPortBusy,
    /// All callback ports that an own client id may have are held by other programs.
    CallbackPortsBusy,
    /// The system did not open a browser; the link is there to copy.
    BrowserNotOpened,
    /// Nobody came back within the time.
    SignInTimedOut,
    /// The person pressed Deny.
    SignInDenied,
    /// The org allows only approved apps and this person may not approve one.
    SignInAppBlocked,
    /// Salesforce refused the sign-in for another reason.
    SignInRefused,
    /// The org does not know the client id that was typed.
    ClientIdUnknown,
    /// What was typed can't be a client id.
    ClientIdMalformed,
    /// The app of an own client id takes no sign-in without its secret.
    ClientNeedsSecret,
    /// The app of an own client id does not let this person in.
    OwnClientNotAdmitted,
    /// The app of an own client id does not list the callback that Orgkey listens on.
    CallbackNotRegistered,
    /// There is no `sf` on this computer.
    SfMissing,
    /// `sf` has no command that shows an access token.
    SfTooOld,
    /// `sf` hides the token where it should show it.
    SfHidesToken,
    /// `sf` did not answer in time.
    SfTimedOut,
    /// `sf` answered something that Orgkey can't read.
    SfUnreadable,
    /// `sf` is signed in to no org.
    SfNoOrgs,
    /// The sign-in that `sf` has is no longer taken.
    SfSessionEnded,
    /// Only a part of a token was pasted.
    TokenHalfCopied,
    /// What was pasted is something else than an access token.
    TokenNotOne,
    /// The org at that address does not take the token.
    TokenRefused,
    /// The token names another org than the one at that address.
    TokenOfOtherOrg,
    /// What was typed is not an address of a Salesforce org.
    NotASalesforceAddress,
    /// The reply named a host that is not Salesforce.
    ForeignHost,
    /// The session ended; the same person signs in again.
    SessionEnded,
    /// The session is good for pages, and not for the API: the org admits only apps that an admin approved.
    SessionNotForApi,
    /// No access token was given, and no session is kept for the org.
    NotSignedIn,
    /// Someone else signed in, or the same person to another org.
    DifferentIdentity,
    /// A known address answers as another org.
    DifferentOrg,
    /// A run whose app is not whole yet, or not any more.
    NothingToProve,
    /// A run that is to go on, and is taken back.
    RunUndone,
    /// A run that Orgkey does not know, or the newest where there is none.
    RunUnknown,
    /// The practice org could not be started.
    PracticeOrgNotStarted,
    /// Something is in a practice org of another process, and nobody said in which.
    PracticeOrgNotNamed,
    /// The address given is not a practice org.
    NotAPracticeOrg,
    // Answers
    /// A field that must be filled is empty.
    FieldEmpty,
    /// Text is longer than Salesforce takes.
    FieldTooLong,
    /// A text has a character that nobody sees.
    HiddenCharacter,
    /// The API name breaks Salesforce's grammar.
    ApiNameMalformed,
    /// An external client app of that name is there already.
    NameTaken,
    /// Not an email address.
    EmailMalformed,
    /// No flow is ticked.
    NoFlowChosen,
    /// Client credentials without a user.
    RunAsMissing,
    /// An administrator was chosen and the user name was not typed.
    RunAsAdministratorNotConfirmed,
    /// The run-as user is gone, inactive or frozen.
    RunAsNotUsable,
    /// The flow needs a certificate, or the files chosen have none.
    CertificateMissing,
    /// The private key of a certificate is not here.
    PrivateKeyMissing,
    /// Files were dropped where nothing takes them.
    NotTakenHere,
    /// A file is neither a certificate nor a key nor both.
    KeyFileUnreadable,
    /// The password does not open the file.
    KeyPasswordWrong,
    /// The time of an app's certificate is over.
    KeyPairEnded,
    /// The time of an app's certificate has not begun.
    KeyPairNotBegun,
    /// The RSA key is too short.
    CertificateTooWeak,
    /// The certificate is for another kind of key than RSA.
    CertificateNotRsa,
    /// The certificate is larger than Salesforce takes.
    CertificateTooLarge,
    /// The private key belongs to another certificate.
    KeyPairMismatch,
    /// A file of that name is there, and nothing is overwritten.
    FileExists,
    /// A file could not be written.
    FileNotWritten,
    /// JWT bearer without a user.
    SpeaksForMissing,
    /// JWT bearer for people who are not approved beforehand.
    JwtNeedsChosenPeople,
    /// JWT bearer without a refresh scope.
    JwtNeedsRefreshScope,
    /// No scope is chosen.
    NoScopeChosen,
    /// A scope that Salesforce does not know.
    ScopeUnknown,
    /// The authorization code flow needs a callback URL.
    CallbackMissing,
    /// Not a callback URL that Salesforce takes.
    CallbackMalformed,
    /// What was pasted is not where the browser ended after this sign-in.
    NotTheCallback,
    /// http to another computer.
    CallbackNotHttps,
    /// The same callback twice.
    CallbackRepeated,
    /// Two callbacks differ only in what browsers pass over.
    CallbackAlike,
    /// All callbacks together are too long.
    CallbacksTooLong,
    /// Only chosen people, but nobody could use it.
    NobodyCouldUseIt,
    /// A permission set is not in the org.
    PermissionSetMissing,
    /// Number of days out of range.
    DaysOutOfRange,
    /// A session time-out that Salesforce does not offer.
    SignOutNotOffered,
    /// Not an IP address.
    IpAddressMalformed,
    /// The first address of a range comes after the last.
    IpRangeBackwards,
    /// One end of a range is IPv4, the other IPv6.
    IpRangeMixed,
    /// More ranges than Salesforce takes.
    IpRangesTooMany,
    /// A range that trusts half the world.
    IpRangeWide,
    /// Packaging can't start in this org.
    PackagedNotPossible,
    /// The org's name was not typed as asked.
    OrgNameNotTyped,
    /// The plan is looser than the safe defaults, and nobody accepted that.
    LooseningsNotAccepted,
    // Org
    /// A check blocks creating.
    ChecksBlock,
    /// The org changed between Review and Create.
    PlanOutdated,
    /// A run is open in this org already.
    RunAlreadyOpen,
    /// The user lacks a permission that the call needs.
    PermissionMissing,
    /// API calls of the day are used up.
    ApiLimitReached,
    /// The API is off for this org or user.
    ApiDisabled,
    // Applying
    /// Salesforce refused the deployment; nothing was made.
    DeployFailed,
    /// The deployment was cancelled; nothing was made.
    DeployCancelled,
    /// An app of that name was there and has been overwritten.
    Overwritten,
    /// What was read back is not what was written.
    ReadBackDiffers,
    /// The switch for secrets is off.
    SecretSwitchOff,
    /// The switch for secrets could not be put back.
    SecretSwitchNotRestored,
    /// What was pasted does not look like a secret, or is refused.
    SecretNotAccepted,
    /// The app does not answer after half an hour.
    NotReadyInTime,
    // Proving
    /// A flow did not give a token.
    FlowFailed,
    /// A call with a good token failed.
    CallFailed,
    /// Something that must be refused was accepted.
    NotRefused,
    // Around
    /// No connection.
    Offline,
    /// A secure connection could not be made.
    TlsFailed,
    /// The certificate vouches for itself.
    CertificateSelfSigned,
    /// The certificate's issuer is not trusted by this computer, as behind a company's inspection.
    CertificateUntrusted,
    /// The certificate ended, by this computer's clock.
    CertificateExpired,
    /// The certificate begins later, by this computer's clock.
    CertificateNotYetValid,
    /// The certificate belongs to another host: a network's log-in page, often.
    CertificateForOtherHost,
    /// The proxy refused or could not be reached.
    ProxyFailed,
    /// The proxy wants a user name and password.
    ProxyNeedsPassword,
    /// Salesforce takes no calls for now: maintenance, or too many.
    SalesforceUnavailable,
    /// The same, and Salesforce said until when.
    AskedToWait,
    /// No answer in time.
    TimedOut,
    /// HTML or a redirect where data was expected.
    NotSalesforce,
    /// An answer that Orgkey cannot read.
    Unreadable,
    /// Salesforce said no, in words that Orgkey has no reading for.
    SalesforceRefused,
    /// There is no keychain to keep secrets in.
    KeychainMissing,
    /// The keychain is locked, and nobody was asked to unlock it.
    KeychainLocked,
    /// The keychain's question was answered with no, or it does not keep what it is given.
    KeychainDenied,
    /// The keychain does not answer.
    KeychainSilent,
    /// The keychain can't tell what it holds.
    KeychainWithoutList,
    /// Orgkey's own file could not be read or written.
    StoreFailed,
    /// A draft that cannot be read, or that a newer Orgkey wrote.
    DraftUnreadable,
    /// A blueprint's file that is none, or names something that is not known.
    BlueprintUnreadable,
    /// A file or folder of ours is a link, or somebody else's.
    UnsafePlace,
    /// A secret was shown too often of late.
    ShownTooOften,
    /// A newer Orgkey has written the file; this one only reads it.
    StoreNewer,
    /// A link or a place that does not exist any more.
    NotFound,
    /// A fault in Orgkey itself.
    Unexpected,
}

/// What went wrong, as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{code:?} {params:?}{}", .salesforce.as_ref().map(|s| format!(" ({} {})", s.error, s.description)).unwrap_or_default())]
pub struct Problem {
    /// Which situation.
    pub code: Code,
    /// Values for its words.
    pub params: BTreeMap<String, String>,
    /// Salesforce's own words, where it said something.
    pub salesforce: Option<Box<SalesforceWords>>,
}

impl Problem {
    /// A problem without values.
    pub fn new(code: Code) -> Self {
        Self { code, params: BTreeMap::new(), salesforce: None }
    }

    /// The same problem with one more value.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    /// The same problem with Salesforce's words.
    #[must_use]
    pub fn said(mut self, words: SalesforceWords) -> Self {
        self.salesforce = Some(Box::new(words));
        self
    }
}

/// A problem with one answer, shown at its field and in the list above.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldProblem {
    /// The field's name in its answer; rows of a list as `callbacks.0`.
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
}
