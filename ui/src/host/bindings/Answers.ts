import type { AccessAnswer } from "./AccessAnswer";
import type { CheckAnswer } from "./CheckAnswer";
import type { DistributionAnswer } from "./DistributionAnswer";
import type { FlowsAnswer } from "./FlowsAnswer";
import type { NameAnswer } from "./NameAnswer";
import type { ScopesAnswer } from "./ScopesAnswer";

export type Answers = { check: CheckAnswer, name: NameAnswer, distribution: DistributionAnswer, flows: FlowsAnswer, scopes: ScopesAnswer, access: AccessAnswer, };
