import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldLookAlike } from '../../core/export/fold-look-alike.ts';
import { lookAlikeLetters } from '../../core/export/look-alike-letters.ts';

const unicodeFold = (name: string) => name.normalize('NFKC').toLowerCase();

describe('names that look alike', () => {
  it.each([...lookAlikeLetters])('%s is taken for %s, in both sizes', (letter, looksLike) => {
    expect(foldLookAlike(`x${letter}`)).toBe(`x${looksLike}`);
    expect(foldLookAlike(`x${letter.toUpperCase()}`)).toBe(`x${looksLike}`);
  });

  it.each([
    ['Владимир', 'владимир'],
    ['Νίκος', 'ΝΊΚος'],
    ['МАРИЯ@example.com', 'мария@example.com'],
    ['раура1', 'paypa1'],
    ['ﬁlip', 'filip'],
  ])('%s and %s are flagged', (one, other) => {
    expect(foldLookAlike(one)).toBe(foldLookAlike(other));
  });

  it('are at least those that Unicode folds into one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(foldLookAlike(name)).toBe(foldLookAlike(unicodeFold(name)));
      }),
    );
  });
});
