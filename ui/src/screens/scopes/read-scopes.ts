// Finds Salesforce's scope names in whatever a vendor wrote: a list, a sentence, a URL with them in it.

/** Words that look like a scope although Salesforce has none of that name. */
const LIKE_A_SCOPE = /^[a-z]+(_[a-z]+)+$/;

/** Request names that are everyday words: they count only in a text that is a list. */
const EVERYDAY = ['full', 'web', 'id', 'content', 'address', 'phone', 'email', 'profile', 'lightning', 'api'];

export function readScopes(text: string, known: string[]): { scopes: string[]; unknown: string[] } {
  const words = text
    .replace(/%20|\+/gi, ' ')
    .split(/[^A-Za-z0-9_]+/)
    .map((word) => word.toLowerCase())
    .filter((word) => word !== '');
  const named = words.filter((word) => known.includes(word));
  // In a sentence such as "the full address", everyday words are no scopes.
  const list = words.length > 0 && named.length * 2 >= words.length;
  const scopes = named.filter(
    (word) => list || word === 'api' || !EVERYDAY.includes(word) || inParentheses(text, word),
  );
  const unknown = words.filter(
    (word) => LIKE_A_SCOPE.test(word) && !known.includes(word) && !/_(uri|id|type)$/.test(word),
  );
  return { scopes: [...new Set(scopes)], unknown: [...new Set(unknown)] };
}

/** Salesforce's own labels end in the name, as "Access unique user identifiers (openid)". */
function inParentheses(text: string, word: string): boolean {
  return new RegExp(`\\([^)]*\\b${word}\\b[^)]*\\)`, 'i').test(text);
}
