// Every command that the page may call, declared once: name, arguments, answer.
//
// This list feeds the handler, the application manifest with its permissions (build.rs), and the TypeScript names
// (ui/src/host/bindings/commands.ts). A failed command rejects with a `Problem`.
macro_rules! with_commands {
    ($consumer:ident) => {
        $consumer! {
            // Start
            start() -> Start;
            set_theme(theme: Theme) -> ();
            catalogue() -> Catalogue;
            waits() -> Vec<AskedWait>;
            end_waits() -> ();
            check_keychain() -> Start;
            keep_until_closed() -> Start;
            forget_org(org: String) -> Start;
            left_secrets() -> Vec<Line>;
            delete_left_secrets() -> Vec<Line>;
            bring_copy_back() -> Start;
            leave_copy() -> Start;
            // Signing in
            begin_sign_in(place: Place, expected_org: Option<String>) -> SignInView;
            begin_own_sign_in(address: String, client_id: String, expected_org: Option<String>) -> SignInView;
            sf_orgs() -> SfFound;
            sign_in_with_sf(username: String, expected_org: Option<String>) -> SignInView;
            sign_in_with_token(address: String, token: String, expected_org: Option<String>) -> SignInView;
            sign_in(id: Id) -> SignInView;
            open_sign_in_again(id: Id) -> SignInView;
            extend_sign_in(id: Id) -> SignInView;
            copy_sign_in_link(id: Id) -> ();
            cancel_sign_in(id: Id) -> ();
            accept_org(sign_in: Id, draft: Option<Id>) -> Option<DraftView>;
            use_org(org: String, draft: Id) -> DraftView;
            use_practice(draft: Id) -> DraftView;
            // Drafts
            new_draft() -> DraftView;
            open_blueprint() -> Option<DraftView>;
            take_dropped_blueprint() -> DraftView;
            open_draft(id: Id) -> DraftView;
            delete_draft(id: Id) -> ();
            save_answer(id: Id, answer: Answer) -> DraftView;
            submit_answer(id: Id, answer: Answer) -> Submitted;
            choose_connect(id: Id, kind: ConnectKind) -> DraftView;
            undo_edit(id: Id) -> DraftView;
            go_to(id: Id, step: Step) -> DraftView;
            api_name_for(label: String) -> String;
            // Key pairs: of a draft, and to save, of a draft or a run
            key_pair(id: Id) -> KeyPairView;
            make_key_pair(id: Id) -> KeyPairView;
            choose_key_pair(id: Id) -> KeyPairView;
            take_dropped_key_pair(id: Id) -> KeyPairView;
            unlock_key_pair(id: Id, password: String) -> KeyPairView;
            save_certificate(id: Id) -> Option<String>;
            save_private_key(id: Id) -> Option<String>;
            // Looking at the org
            check(id: Id) -> Checkup;
            name_state(id: Id, api_name: String) -> NameState;
            users(id: Id, find: String) -> UserList;
            permission_sets(id: Id) -> Vec<PermissionSetView>;
            objects(id: Id) -> Vec<ObjectView>;
            own_address(id: Id) -> Option<String>;
            // Plan and run
            plan(id: Id) -> PlanView;
            validate_plan(id: Id, fingerprint: String) -> Validation;
            create(id: Id, fingerprint: String, typed_name: String, loosenings: bool) -> RunView;
            run(id: Id) -> RunView;
            continue_run(id: Id) -> RunView;
            leave_run(id: Id) -> RunView;
            undo_run(id: Id, typed_name: String) -> RunView;
            open_left_over(id: Id, place: usize) -> ();
            leave_unreadable_run(id: Id) -> ();
            cancel_deployment(id: Id) -> RunView;
            check_now(id: Id) -> RunView;
            bring_secret(id: Id, secret: String) -> RunView;
            read_secret_after_all(id: Id) -> RunView;
            finish_without_secret(id: Id) -> RunView;
            open_person_link(id: Id) -> RunView;
            copy_person_link(id: Id) -> ();
            paste_callback(id: Id, address: String) -> RunView;
            skip_person(id: Id) -> RunView;
            prove_again(id: Id) -> RunView;
            diagnose(id: Id, flow: Flow) -> Diagnosis;
            mend(id: Id, flow: Flow, fingerprint: String) -> RunView;
            // Done
            reveal_secret(id: Id) -> String;
            copy_value(id: Id, what: CopyWhat) -> Copied;
            save_hand_over(id: Id) -> Option<String>;
            // Around
            copy_text(text: String) -> Copied;
            open_setup(org: String, page: SetupPage) -> ();
            open_app_in_setup(id: Id) -> ();
            open_user_in_setup(id: Id, flow: Flow) -> ();
            open_taken_app(id: Id, api_name: String) -> ();
            open_guide(guide: Guide) -> ();
            keys() -> Vec<Shortcut>;
            zoom(step: Zoom) -> ();
            log() -> String;
            save_log() -> Option<String>;
        }
    };
}
