export type SalesforceWords = { call: string, error: string, description: string, status: number | null, request_id: string | null, };
