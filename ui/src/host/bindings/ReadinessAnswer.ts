export type ReadinessAnswer = { at: string, answer: string, };
