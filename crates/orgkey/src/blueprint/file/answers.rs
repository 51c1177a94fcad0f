//! From a file to answers, and from a blueprint to a file.

use jiff::Timestamp;

use super::{AccessInFile, BlueprintFile, ClientCredentialsInFile, JwtBearerInFile};
use crate::blueprint::{Access, Blueprint, JwtBearer, SCHEMA, TrustedAddresses, parse};
use crate::catalogue::ConnectKind;
use crate::key_pair::Certificate;
use crate::problem::Problem;
use crate::wizard::{
    AccessAnswer, Answer, CheckAnswer, Distribution, DistributionAnswer, Draft, FlowsAnswer, IpRange, NameAnswer,
    PermissionSetChoice, Reach, ScopesAnswer, Who,
};

impl BlueprintFile {
    /// A complete file for a kind of thing that connects, with every safe default written out and the rest empty.
    pub fn example(kind: ConnectKind) -> Self {
        let mut draft = Draft::new(Timestamp::UNIX_EPOCH);
        draft.connect(kind);
        let mut answers = draft.answers;
        if answers.flows.authorization_code {
            answers.scopes.callbacks = vec![String::new()];
        }
        let blueprint = parse::assemble(&answers);
        let run_as = answers.flows.client_credentials.then(ClientCredentialsInFile::default);
        Self {
            connects: Some(kind),
            api_name: None,
            client_credentials: run_as,
            callbacks: answers.flows.authorization_code.then_some(answers.scopes.callbacks),
            // The kind of the org decides, unless somebody does.
            test_callbacks: None,
            ..Self::of(&blueprint)
        }
    }

    /// The file that says all that a blueprint says.
    pub fn of(blueprint: &Blueprint) -> Self {
        let run_as = |user: &salesforce::types::Username| ClientCredentialsInFile {
            run_as: user.as_str().to_owned(),
            run_as_confirmation: None,
        };
        let jwt = |jwt: &JwtBearer| JwtBearerInFile {
            speaks_for: jwt.speaks_for.as_str().to_owned(),
            speaks_for_confirmation: None,
            certificate: Some(jwt.certificate.pem.clone()),
            remind_before: Some(jwt.remind_before),
        };
        let access = match blueprint.access.clone() {
            Access::Anyone => AccessInFile { who: Some(Who::Anyone), ..AccessInFile::default() },
            Access::NewPermissionSet { objects, assign_me } => AccessInFile {
                who: Some(Who::Chosen),
                permission_sets: None,
                assign_me: Some(assign_me),
                objects: Some(objects),
            },
            Access::ExistingPermissionSets { names, assign_me } => AccessInFile {
                who: Some(Who::Chosen),
                permission_sets: Some(names),
                assign_me: Some(assign_me),
                objects: None,
            },
        };
        let range = |range: &TrustedAddresses| IpRange {
            start: range.start.to_string(),
            end: range.end.to_string(),
            description: range.description.clone(),
        };
        let person = blueprint.authorization_code;
        Self {
            schema: SCHEMA,
            connects: None,
            label: Some(blueprint.label.clone()),
            api_name: Some(blueprint.api_name.clone()),
            contact_email: Some(blueprint.contact_email.clone()),
            description: Some(blueprint.description.clone()),
            distribution: Some(blueprint.distribution),
            authorization_code: Some(person),
            client_credentials: blueprint.client_credentials.as_ref().map(run_as),
            jwt_bearer: blueprint.jwt_bearer.as_ref().map(jwt),
            require_pkce: Some(blueprint.require_pkce),
            secret_when_signing_in: Some(blueprint.secret_when_signing_in),
            secret_when_staying_connected: Some(blueprint.secret_when_staying_connected),
            rotate_refresh_tokens: Some(blueprint.rotate_refresh_tokens),
            scopes: Some(blueprint.scopes.iter().map(|scope| scope.as_str().to_owned()).collect()),
            callbacks: person
                .then(|| blueprint.callbacks.iter().map(|callback| callback.as_str().to_owned()).collect()),
            test_callbacks: Some(blueprint.test_callbacks),
            access: Some(access),
            stay: Some(blueprint.stay),
            network: Some(blueprint.network),
            trusted_addresses: person.then(|| blueprint.trusted_addresses.iter().map(range).collect()),
            sign_out_after: Some(blueprint.sign_out_after),
            stronger_sign_in: Some(blueprint.stronger_sign_in),
            secret_switch: Some(blueprint.secret_switch),
        }
    }

    /// A draft with the answers of the file, not judged yet, at the first step.
    ///
    /// # Errors
    /// `key_file_unreadable` when the certificate is none.
    pub fn draft(&self, now: Timestamp) -> Result<Draft, Problem> {
        let mut draft = Draft::new(now);
        if let Some(kind) = self.connects {
            draft.connect(kind);
        }
        let api_name = self.api_name.clone();
        draft.take(Answer::Name(NameAnswer {
            label: self.label.clone().unwrap_or_default(),
            api_name_edited: api_name.is_some(),
            api_name: api_name.unwrap_or_default(),
            contact_email: self.contact_email.clone().unwrap_or_default(),
            description: self.description.clone().unwrap_or_default(),
        }));
        let distribution = self.distribution.unwrap_or_default();
        let reach = if distribution == Distribution::Packaged { Reach::Customers } else { Reach::One };
        draft.take(Answer::Distribution(DistributionAnswer { reach, distribution }));
        let flows = self.flows(&draft.answers.flows);
        draft.take(Answer::Flows(flows));
        let before = draft.answers.scopes.clone();
        draft.take(Answer::Scopes(ScopesAnswer {
            scopes: self.scopes.clone().unwrap_or(before.scopes),
            callbacks: self.callbacks.clone().unwrap_or(before.callbacks),
            test_callbacks: self.test_callbacks.unwrap_or(before.test_callbacks),
        }));
        draft.test_callbacks_chosen = self.test_callbacks.is_some();
        let access = self.access(&draft.answers.access);
        draft.take(Answer::Access(access));
        draft.take(Answer::Check(CheckAnswer { secret_switch: self.secret_switch.unwrap_or_default() }));
        let pem = self.jwt_bearer.as_ref().and_then(|jwt| jwt.certificate.as_deref());
        draft.answers.certificate = pem
            .map(|pem| Certificate::from_pem(pem).map_err(|problem| problem.with("field", "jwt_bearer.certificate")))
            .transpose()?;
        Ok(draft)
    }

    fn names_flows(&self) -> bool {
        self.authorization_code.is_some() || self.client_credentials.is_some() || self.jwt_bearer.is_some()
    }

    fn flows(&self, before: &FlowsAnswer) -> FlowsAnswer {
        let mut flows = before.clone();
        if self.names_flows() {
            flows.connects = Some(self.connects.unwrap_or(ConnectKind::IKnow));
            flows.authorization_code = self.authorization_code.unwrap_or(false);
            flows.client_credentials = self.client_credentials.is_some();
            flows.jwt_bearer = self.jwt_bearer.is_some();
        }
        if let Some(server) = &self.client_credentials {
            flows.run_as = Some(server.run_as.clone());
            flows.run_as_confirmation = server.run_as_confirmation.clone().unwrap_or_default();
        }
        if let Some(days) = self.jwt_bearer.as_ref().and_then(|jwt| jwt.remind_before) {
            flows.remind_before = days;
        }
        let set = |place: &mut bool, given: Option<bool>| *place = given.unwrap_or(*place);
        set(&mut flows.require_pkce, self.require_pkce);
        set(&mut flows.secret_when_signing_in, self.secret_when_signing_in);
        set(&mut flows.secret_when_staying_connected, self.secret_when_staying_connected);
        set(&mut flows.rotate_refresh_tokens, self.rotate_refresh_tokens);
        flows
    }

    fn access(&self, before: &AccessAnswer) -> AccessAnswer {
        let named = self.access.clone().unwrap_or_default();
        let jwt = self.jwt_bearer.as_ref();
        AccessAnswer {
            who: named.who.unwrap_or(before.who),
            permission_set: match named.permission_sets {
                Some(_) => PermissionSetChoice::Existing,
                None => PermissionSetChoice::New,
            },
            existing: named.permission_sets.unwrap_or_default(),
            assign_me: named.assign_me.unwrap_or(before.assign_me),
            speaks_for: jwt.map(|jwt| jwt.speaks_for.clone()),
            speaks_for_confirmation: jwt.and_then(|jwt| jwt.speaks_for_confirmation.clone()).unwrap_or_default(),
            objects: named.objects.unwrap_or_default(),
            stay: self.stay.unwrap_or(before.stay),
            network: self.network.unwrap_or(before.network),
            ip_ranges: self.trusted_addresses.clone().unwrap_or_default(),
            sign_out_after: self.sign_out_after.unwrap_or(before.sign_out_after),
            stronger_sign_in: self.stronger_sign_in.unwrap_or(before.stronger_sign_in),
        }
    }
}
