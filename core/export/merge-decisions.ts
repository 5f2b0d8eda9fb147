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
  for (const [at, row] of rows.entries()) {
    if (row === 'blank') continue;
    const { sub = '', intoSub = '' } = row;
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

/**
 * Refuses merges that cannot be. `crossed` are subs in decisions of users who have crossed: a package says who becomes part of whom beside
 * the row of the latter, and they have none.
 */
export const unfoundedMerges = (merges: MergeDecisions, crossed: ReadonlySet<string>): ProblemsError => {
  const problems = [...merges].map(([sub, intoSub]) => {
    const gone = [sub, intoSub].find((each) => crossed.has(each));
    return gone === undefined
      ? `"${sub}" and "${intoSub}" share no address that both of them verified, or one of them is gone or stays behind`
      : `"${gone}" has crossed already: "${sub}" cannot become part of "${intoSub}" by this package`;
  });
  const leading =
    crossed.size === 0
      ? []
      : [
          'To lead what somebody owns to whom had crossed before: export by the same decisions without --only-missing into another ' +
            'directory, import that too, which leaves out who is there, and give both packages to map.',
        ];
  return new ProblemsError('Cannot merge as decided', problems, {
    code: 'bad-merges',
    hint: [
      'Nothing was written. Take merge-proposal.csv of an export of this pool, and remove the rows that you do not want.',
      ...leading,
    ].join(' '),
  });
};

type Row = 'blank' | { readonly sub: string | undefined; readonly intoSub: string | undefined };

/** Without the apostrophe that keeps a spreadsheet from running a cell. */
const asWritten = (cell: string | undefined) => cell?.replace(/^'(?=[=+\-@])/, '');

/** What spreadsheets put between cells, by where in the world they run. */
const separators = [',', ';', '\t'];

const parseRows = (text: string, fileName: string): readonly Row[] => {
  for (const separator of separators) {
    const [header = [], ...rows] = parseCells(text, separator);
    const [sub, intoSub] = [header.indexOf('sub'), header.indexOf('intoSub')];
    if (sub < 0 || intoSub < 0) continue;
    return rows.map((cells) =>
      cells.every((cell) => cell === '') ? 'blank' : { sub: asWritten(cells[sub]), intoSub: asWritten(cells[intoSub]) },
    );
  }
  throw new RefusedError(`"${fileName}" is not a CSV file with the columns "sub" and "intoSub".`, {
    code: 'bad-merges',
    hint: 'Take merge-proposal.csv of an export, and remove the rows that you do not want.',
  });
};

const parseCells = (text: string, delimiter: string): readonly (readonly string[])[] => {
  try {
    return parse(text, { delimiter, bom: true, skip_empty_lines: true, trim: true, relax_column_count: true });
  } catch {
    // The error would quote the line.
    return [];
  }
};
