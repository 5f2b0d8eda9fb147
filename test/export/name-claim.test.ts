import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeClaim, encodeClaim } from '../../core/export/name-claim.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', '[', '\t', 'a\tb', '\n', '\ud800', '😀', 'true'),
);
const claim = fc.record({
  canonical: text,
  sub: text,
  username: text,
  createdAtMs: fc.nat(),
  lastModifiedAtMs: fc.nat(),
  proof: fc.constantFrom('address', 'username', 'none'),
  crossed: fc.boolean(),
  staysBehind: fc.boolean(),
  verified: fc.array(text, { maxLength: 2 }),
});

it('a claim to a name reads back as it was, and keeps to its line', () => {
  fc.assert(
    fc.property(claim, (made) => {
      const encoded = encodeClaim(made);
      expect(encoded).not.toContain('\n');
      expect(encoded.isWellFormed()).toBe(true);
      expect(decodeClaim({ key: '', text: encoded })).toEqual(made);
    }),
  );
});
