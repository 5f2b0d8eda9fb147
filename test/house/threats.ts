export type ThreatRow = { readonly id: string; readonly control: string; readonly proofs: readonly string[] };

/** Rows of `docs/threats.md`: `| T1 | control | "title of a test" <br> "another" |`. */
export const readThreatRows = (markdown: string): ThreatRow[] =>
  markdown
    .split('\n')
    .map((line) => /^\| ([TF]\d+) \| (.+?) \| (.*) \|$/.exec(line))
    .filter((match) => match !== null)
    .map(([, id = '', control = '', proofs = '']) => ({
      id,
      control,
      proofs: [...proofs.matchAll(/`([^`]+)`/g)].map(([, title = '']) => title),
    }));

/** Titles in a test file, as they are written: `it('...')`, `it.each(...)('...')`, `test('...')`. */
export const readTestTitles = (source: string): string[] =>
  [...source.matchAll(/(?:\bit|\btest|\))\s*\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`([^`]*)`)/g)].map(
    ([, single, double, template]) => (single ?? double ?? template ?? '').replaceAll("\\'", "'"),
  );
