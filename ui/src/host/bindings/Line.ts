export type Line = { id: string, params: { [key in string]: string }, };
