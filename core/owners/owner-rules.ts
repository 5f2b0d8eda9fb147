import type { TableConfig } from '../config/schema.ts';
import { ProblemsError } from '../errors.ts';
import { type OwnerPath, parseOwnerPath } from './owner-path.ts';

/** Which places of a table's items hold owners. */
export type OwnerRules = {
  readonly tableName: string;
  readonly paths: readonly OwnerPath[];
  /** The table keeps DataStore's `_version` and `_lastChangedAt`, which every change must move. */
  readonly dataStore: boolean;
};

/** Reads the rules of one or more tables. Throws one `ProblemsError` that names everything wrong or not built yet. */
export const toOwnerRules = (tables: readonly TableConfig[]): OwnerRules[] => {
  const read = tables.map(readTable);
  const problems = read.flatMap((each) => each.problems);
  if (problems.length > 0) {
    throw new ProblemsError('The owners of the tables cannot be read', problems, { code: 'bad-owner-rules' });
  }
  return read.map((each) => each.rules);
};

const readTable = (table: TableConfig) => {
  const paths: OwnerPath[] = [];
  const problems: string[] = [];
  for (const { path: text, template } of table.owners) {
    const at = `table "${table.name}", owner "${text}"`;
    const parsed = parseOwnerPath(text);
    if (!parsed.ok) problems.push(`${at}: ${parsed.problem}`);
    else if (template !== undefined) problems.push(`${at}: templates such as "${template}" are not built yet`);
    else if (parsed.path.steps.some((step) => step.kind === 'keys')) {
      problems.push(`${at}: owners that are the keys of a map are not built yet`);
    } else if (namesOf(parsed.path).some((name) => name.includes('#'))) {
      problems.push(`${at}: attributes composed of others (a#b) are not built yet`);
    } else if (paths.some((other) => other.text === text)) problems.push(`${at}: is listed twice`);
    else paths.push(parsed.path);
  }
  return { rules: { tableName: table.name, paths, dataStore: table.dataStore }, problems };
};

const namesOf = (path: OwnerPath) => [
  path.root,
  ...path.steps.flatMap((step) => (step.kind === 'attribute' ? [step.name] : [])),
];
