import type { Code } from "./Code";
import type { SalesforceWords } from "./SalesforceWords";

export type Problem = { code: Code, params: { [key in string]: string }, salesforce: SalesforceWords | null, };
