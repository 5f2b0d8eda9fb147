import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { projectRoot, readSourceFiles } from '../support/source-files.ts';
import { readTestTitles, readThreatRows } from './threats.ts';

describe('docs/threats.md', () => {
  const rows = readThreatRows(readFileSync(`${projectRoot}docs/threats.md`, 'utf8'));
  const titles = new Set(
    readSourceFiles()
      .filter(({ path }) => path.startsWith('test/') && /\.(test|contract)\.ts$/.test(path))
      .flatMap(({ source }) => readTestTitles(source)),
  );

  it('has rows, each with a control and a proof', () => {
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter(({ control, proofs }) => control === '' || proofs.length === 0)).toEqual([]);
  });

  it('lists no id twice', () => {
    const ids = rows.map(({ id }) => id);

    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it('names only tests that exist', () => {
    const missing = rows.flatMap(({ id, proofs }) =>
      proofs.filter((title) => !titles.has(title)).map((title) => `${id}: ${title}`),
    );

    expect(missing).toEqual([]);
  });
});
