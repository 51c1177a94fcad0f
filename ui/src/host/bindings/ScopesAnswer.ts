export type ScopesAnswer = { scopes: Array<string>, callbacks: Array<string>, test_callbacks: boolean, };
