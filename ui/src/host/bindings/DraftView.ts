import type { AddsUp } from "./AddsUp";
import type { Draft } from "./Draft";
import type { KnownOrg } from "./KnownOrg";
import type { StepView } from "./StepView";

export type DraftView = { draft: Draft, org: KnownOrg | null, steps: Array<StepView>, adds_up: Array<AddsUp>, };
