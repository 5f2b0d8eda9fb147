import type { TableConfig } from '../config/schema.ts';
import { ProblemsError } from '../errors.ts';
import { componentsOf, type OwnerPath, parseOwnerPath } from './owner-path.ts';
import { amplifyTemplates, type OwnerTemplate, parseOwnerTemplate } from './owner-template.ts';

/** Which places of a table's items hold owners. */
export type OwnerRules = {
  readonly tableName: string;
  readonly paths: readonly OwnerPath[];
  /** The table keeps DataStore's `_version` and `_lastChangedAt`, which every change must move. */
  readonly dataStore: boolean;
  /** Items may move to another primary key. This attribute tells whether the application has written one meanwhile. */
  readonly moveLock?: string | undefined;
};

/** Reads the rules of one or more tables. Throws one `ProblemsError` that names everything wrong with them. */
export const toOwnerRules = (tables: readonly TableConfig[]): OwnerRules[] => {
  const read = tables.map(readTable);
  const problems = [...read.flatMap((each) => each.problems), ...tables.flatMap((table) => findUnmoved(table, tables))];
  if (problems.length > 0) {
    throw new ProblemsError('The owners of the tables cannot be read', problems, { code: 'bad-owner-rules' });
  }
  return read.map((each) => each.rules);
};

const readTable = (table: TableConfig) => {
  const paths = new Map<string, OwnerPath & { readonly templates: readonly OwnerTemplate[] }>();
  const composites: OwnerPath[] = [];
  const problems: string[] = [];
  const at = (text: string) => `table "${table.name}", owner "${text}"`;
  for (const { path: text, template } of table.owners) {
    const parsed = parseOwnerPath(text);
    const built = template === undefined ? undefined : parseOwnerTemplate(template);
    if (!parsed.ok) problems.push(`${at(text)}: ${parsed.problem}`);
    else if (built?.ok === false) problems.push(`${at(text)}: template "${template}" ${built.problem}`);
    // With a template, a name with "#" is a name like any other.
    else if (built === undefined && text.includes('#')) composites.push({ ...parsed.path, parts: componentsOf(text) });
    else {
      const known = paths.get(text)?.templates;
      const more = built === undefined ? amplifyTemplates : [built.template];
      if (more.some((each) => known?.some((other) => other.text === each.text)))
        problems.push(`${at(text)}: is listed twice`);
      else paths.set(text, { ...parsed.path, templates: known === undefined ? more : [...known, ...more] });
    }
  }
  const owners = [...paths.values()].map(({ templates, ...path }) =>
    templates === amplifyTemplates ? path : { ...path, templates },
  );
  for (const { text, steps, parts = [] } of composites) {
    const plain = parts.filter((name) => paths.get(name)?.steps.length === 0);
    if (steps.length > 0 || parts.includes('')) {
      problems.push(
        `${at(text)}: "#" joins the names of an item's own attributes; if it is a part of the name, add a template`,
      );
    } else if (plain.length === 0) {
      problems.push(
        `${at(text)}: is joined from ${parts.map((name) => `"${name}"`).join(' and ')}; list the owner among them too`,
      );
    } else if (composites.filter((other) => other.text === text).length > 1)
      problems.push(`${at(text)}: is listed twice`);
  }
  for (const keys of owners.filter(({ steps }) => steps.at(-1)?.kind === 'keys')) {
    const inside = owners.find(({ text }) => text.startsWith(`${keys.text.slice(0, -2)}.`));
    if (inside !== undefined) problems.push(`${at(inside.text)}: goes through a key that "${keys.text}" may rename`);
  }
  const moveLock =
    table.moveItems === undefined ? undefined : (table.lock ?? (table.dataStore ? '_version' : undefined));
  if (table.moveItems !== undefined && moveLock === undefined) {
    problems.push(
      `table "${table.name}": moveItems needs "lock", an attribute that the application changes with every write`,
    );
  }
  const rules: OwnerRules = {
    tableName: table.name,
    paths: [...owners, ...composites],
    dataStore: table.dataStore,
    moveLock,
  };
  return { rules, problems };
};

/** What points at items by their key has to be rewritten in the same run as they move. */
const findUnmoved = ({ name, moveItems }: TableConfig, tables: readonly TableConfig[]): string[] =>
  (moveItems?.pointedAtBy ?? []).flatMap(({ table, path }) => {
    const pointing = tables.find((other) => other.name === table);
    const isListed = pointing?.owners.some((owner) => owner.path === path) ?? false;
    const missing =
      pointing === undefined ? 'that table has to be in the same run' : 'list it among the owners of that table';
    return isListed
      ? []
      : [`table "${name}", moveItems: "${path}" of table "${table}" points at its items; ${missing}`];
  });
