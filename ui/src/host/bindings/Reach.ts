export type Reach = "one" | "few_of_ours" | "customers";
