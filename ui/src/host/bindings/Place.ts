export type Place = { "place": "production" } | { "place": "sandbox" } | { "place": "my_domain", address: string, } | { "place": "practice" };
