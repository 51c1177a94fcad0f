import type { AccessAnswer } from "./AccessAnswer";
import type { CheckAnswer } from "./CheckAnswer";
import type { DistributionAnswer } from "./DistributionAnswer";
import type { FlowsAnswer } from "./FlowsAnswer";
import type { NameAnswer } from "./NameAnswer";
import type { ScopesAnswer } from "./ScopesAnswer";

export type Answer = { "step": "check", "answer": CheckAnswer } | { "step": "name", "answer": NameAnswer } | { "step": "distribution", "answer": DistributionAnswer } | { "step": "flows", "answer": FlowsAnswer } | { "step": "scopes", "answer": ScopesAnswer } | { "step": "access", "answer": AccessAnswer };
