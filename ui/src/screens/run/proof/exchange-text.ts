/** An answer as rows of name and value, where it is a flat object; else as text, indented where it is JSON. */
export type Answer = { pairs: [string, string][] } | { text: string };

export function readAnswer(response: string): Answer {
  const parsed = parse(response);
  if (parsed === undefined) return { text: response };
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
    const entries = Object.entries(parsed);
    if (entries.length > 0 && entries.every(([, value]) => typeof value !== 'object' || value === null)) {
      return { pairs: entries.map(([name, value]) => [name, String(value)]) };
    }
  }
  return { text: JSON.stringify(parsed, null, 2) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The path of an address, which is what tells calls apart; the host is the org's in all of them. */
export function pathOf(url: string): string {
  try {
    return new URL(url).pathname;
  } catch {
    return url;
  }
}
