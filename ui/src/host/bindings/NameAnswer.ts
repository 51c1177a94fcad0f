export type NameAnswer = { label: string, api_name: string, api_name_edited: boolean, contact_email: string, description: string, };
