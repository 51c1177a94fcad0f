export type CheckValues = { params: { [key in string]: string }, };
