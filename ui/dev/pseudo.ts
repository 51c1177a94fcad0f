// Words of a language that nobody speaks: accents, half as long again where words are long, brackets around each
// message. What shows without brackets is not from the catalogue; what is cut would be cut in another language too.

const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ACCENTED = 'áƀçđéƒĝĥîĵķļɱñöþɋŕšţûṽŵẋýžÁƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞɊŔŠŢÛṼŴẊÝŽ';

/** Doubling these makes English two fifths longer, in each word. */
const LONG = 'aeioun';

const spoken = new URLSearchParams(location.search).get('words') === 'pseudo';

function letter(plain: string): string {
  const accented = ACCENTED[PLAIN.indexOf(plain)] ?? plain;
  return LONG.includes(plain.toLowerCase()) ? accented + accented : accented;
}

/** The tag of every message of the catalogue; values stay as they are. */
export function said(parts: TemplateStringsArray, ...values: unknown[]): string {
  if (!spoken) return String.raw({ raw: parts }, ...values);
  return `⟦${String.raw({ raw: parts.map((part) => [...part].map(letter).join('')) }, ...values)}⟧`;
}
