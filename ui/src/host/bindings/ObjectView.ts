export type ObjectView = { name: string, label: string, };
