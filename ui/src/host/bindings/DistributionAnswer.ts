import type { Distribution } from "./Distribution";
import type { Reach } from "./Reach";

export type DistributionAnswer = { reach: Reach, distribution: Distribution, };
