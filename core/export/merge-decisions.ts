import { parse } from 'csv-parse/sync';
import { ProblemsError, RefusedError } from '../errors.ts';

/** By the source sub of whoever gives up their account: whose it becomes. */
export type MergeDecisions = ReadonlyMap<string, string>;

export const noMerges: MergeDecisions = new Map();

/**
 * Reads pairs that an operator reviewed: the rows of `merge-proposal.csv` that stand, in which `sub` becomes part of `intoSub`.
 * Throws `ProblemsError` (`bad-merges`) with every line that leaves open who becomes whom.
 */
export const readMergeDecisions = (text: string, fileName: string): MergeDecisions => {
  const rows = parseRows(text, fileName);
  const merges = new Map<string, string>();
  const problems: string[] = [];
  for (const [at, { sub = '', intoSub = '' }] of rows.entries()) {
    const line = `line ${at + 2}`;
    if (sub === '' || intoSub === '') problems.push(`${line}: lacks "sub" or "intoSub"`);
    else if (sub === intoSub) problems.push(`${line}: merges "${sub}" into itself`);
    else if (merges.has(sub)) problems.push(`${line}: "${sub}" is merged twice`);
    else merges.set(sub, intoSub);
  }
  for (const [sub, intoSub] of merges) {
    if (merges.has(intoSub)) problems.push(`"${sub}" is merged into "${intoSub}", which is merged away itself`);
  }
  if (problems.length > 0) {
    throw new ProblemsError(`Cannot merge by "${fileName}"`, problems, {
      code: 'bad-merges',
      hint: 'Take merge-proposal.csv of an export, and remove the rows that you do not want.',
    });
  }
  return merges;
};

type Row = { readonly sub: string | undefined; readonly intoSub: string | undefined };

/** Without the apostrophe that keeps a spreadsheet from running a cell. */
const asWritten = (cell: string | undefined) => cell?.replace(/^'(?=[=+\-@])/, '');

const parseRows = (text: string, fileName: string): readonly Row[] => {
  const [header = [], ...rows] = parseCells(text);
  const [sub, intoSub] = [header.indexOf('sub'), header.indexOf('intoSub')];
  if (sub < 0 || intoSub < 0) {
    throw new RefusedError(`"${fileName}" is not a CSV file with the columns "sub" and "intoSub".`, {
      code: 'bad-merges',
      hint: 'Take merge-proposal.csv of an export, and remove the rows that you do not want.',
    });
  }
  return rows.map((cells) => ({ sub: asWritten(cells[sub]), intoSub: asWritten(cells[intoSub]) }));
};

const parseCells = (text: string): readonly (readonly string[])[] => {
  try {
    return parse(text, { bom: true, skip_empty_lines: true, trim: true, relax_column_count: true });
  } catch {
    // The error would quote the line.
    return [];
  }
};
