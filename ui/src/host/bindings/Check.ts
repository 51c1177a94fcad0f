import type { CheckId } from "./CheckId";
import type { Outcome } from "./Outcome";
import type { Remedy } from "./Remedy";
import type { SalesforceWords } from "./SalesforceWords";

export type Check = { id: CheckId, outcome: Outcome, params: { [key in string]: string }, remedies: Array<Remedy>, salesforce: SalesforceWords | null, };
