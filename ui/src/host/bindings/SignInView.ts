import type { SignInState } from "./SignInState";

export type SignInView = { id: string, link: string, expected_address: string, deadline: string, browser_failed: boolean, } & SignInState;
