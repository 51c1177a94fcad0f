// Words of a language that nobody speaks: accents, two fifths longer, brackets around each message. What shows without
// brackets is not from the catalogue; what is cut would be cut in another language too.

const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ACCENTED = 'áƀçđéƒĝĥîĵķļɱñöþɋŕšţûṽŵẋýžÁƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞɊŔŠŢÛṼŴẊÝŽ';

const spoken = new URLSearchParams(location.search).get('words') === 'pseudo';

/** A message of which two letters of five are doubled, the first at once: never less than two fifths longer. Values stay
    as they are. */
export function pseudo(parts: readonly string[], ...values: unknown[]): string {
  let letters = 0;
  const letter = (plain: string) => {
    const accented = ACCENTED[PLAIN.indexOf(plain)];
    if (accented === undefined) return plain;
    letters += 1;
    return [1, 3].includes(letters % 5) ? accented + accented : accented;
  };
  return `⟦${String.raw({ raw: parts.map((part) => [...part].map(letter).join('')) }, ...values)}⟧`;
}

/** The tag of every message of the catalogue. */
export function said(parts: TemplateStringsArray, ...values: unknown[]): string {
  return spoken ? pseudo(parts, ...values) : String.raw({ raw: parts }, ...values);
}
