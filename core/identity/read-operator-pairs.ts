import { parse } from 'csv-parse/sync';
import { ProblemsError } from '../errors.ts';
import type { StatedPair } from './collect-map-evidence.ts';

const columns = ['oldSub', 'oldUsername', 'newSub', 'newUsername'] as const;

/**
 * Pairs that an operator states, as ordinary CSV with a header: `oldSub` and `newSub` are required, the usernames are looked
 * up where they are left out. Throws `ProblemsError` with every bad line.
 */
export const readOperatorPairs = (text: string, fileName: string): StatedPair[] => {
  const [header = [], ...lines] = parseCsv(text, fileName);
  const problems = [
    ...['oldSub', 'newSub'].filter((name) => !header.includes(name)).map((name) => `the header lacks "${name}"`),
    ...header
      .filter((name) => !(columns as readonly string[]).includes(name))
      .map((name) => `the header has "${name}"; known are ${columns.join(', ')}`),
  ];
  const pairs: StatedPair[] = [];
  for (const [at, cells] of lines.entries()) {
    const cell = (name: (typeof columns)[number]) => cells[header.indexOf(name)]?.trim() || undefined;
    const oldSub = cell('oldSub');
    const newSub = cell('newSub');
    if (cells.length !== header.length)
      problems.push(`row ${at + 1} has ${cells.length} cells, the header ${header.length}`);
    else if (oldSub === undefined || newSub === undefined) problems.push(`row ${at + 1} lacks a sub`);
    else
      pairs.push({
        oldSub,
        newSub,
        oldUsername: cell('oldUsername'),
        newUsername: cell('newUsername'),
      });
  }
  if (problems.length > 0) {
    throw new ProblemsError(`The pairs in "${fileName}" cannot be used`, problems, {
      code: 'bad-pairs',
      hint: `Write them as CSV with the header ${columns.join(',')}.`,
    });
  }
  return pairs;
};

const parseCsv = (text: string, fileName: string): string[][] => {
  try {
    return parse(text, { bom: true, skip_empty_lines: true, relax_column_count: true });
  } catch {
    // The cause would quote the line, and with it names of people.
    throw new ProblemsError(`The pairs in "${fileName}" cannot be used`, ['the file is not CSV'], {
      code: 'bad-pairs',
    });
  }
};
