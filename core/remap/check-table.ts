import { ProblemsError, RefusedError } from '../errors.ts';
import { componentsOf } from '../owners/owner-path.ts';
import type { OwnerRules } from '../owners/owner-rules.ts';
import type { TableFacts } from './table-facts.ts';

/** Why the owners of this table cannot be rewritten like this, each as a sentence; empty when they can. */
export const checkTable = (rules: OwnerRules, facts: TableFacts): string[] => {
  const problems: string[] = [];
  if (facts.status !== 'ACTIVE' && facts.status !== 'UPDATING') {
    problems.push(`table "${facts.name}": is ${facts.status}`);
  }
  const listed = new Set(rules.paths.map(({ text }) => text));
  for (const path of rules.paths) {
    const at = `table "${facts.name}", owner "${path.text}"`;
    if (facts.keyAttributes.includes(path.root) && rules.moveLock === undefined) {
      problems.push(
        `${at}: is part of the primary key, which cannot change in place; "moveItems" asks for items to be moved`,
      );
    }
    for (const { of, attribute } of compositeKeys(facts)) {
      if (path.parts !== undefined || listed.has(attribute) || !componentsOf(attribute).includes(path.root)) continue;
      problems.push(`${at}: the key of ${of} has it inside "${attribute}", too; list "${attribute}" among the owners`);
    }
  }
  if (rules.moveLock !== undefined && facts.keyAttributes.includes(rules.moveLock)) {
    problems.push(`table "${facts.name}": "${rules.moveLock}" is part of the primary key and cannot be the lock`);
  }
  return problems;
};

const compositeKeys = (facts: TableFacts) =>
  [
    { of: 'the table', keyAttributes: facts.keyAttributes },
    ...facts.indexes.map(({ name, keyAttributes }) => ({ of: `index "${name}"`, keyAttributes })),
  ]
    .flatMap(({ of, keyAttributes }) => keyAttributes.map((attribute) => ({ of, attribute })))
    .filter(({ attribute }) => attribute.includes('#'));

/** Throws a `ProblemsError` that names everything about these tables that cannot be done. */
export const assertTablesSupported = (
  tables: readonly { readonly rules: OwnerRules; readonly facts: TableFacts }[],
): void => {
  const problems = tables.flatMap(({ rules, facts }) => checkTable(rules, facts));
  if (problems.length > 0) {
    throw new ProblemsError('The owners of these tables cannot be rewritten', problems, {
      code: 'table-not-supported',
    });
  }
};

export const tableReplaced = (tableName: string, hint: string) =>
  new RefusedError(`The table "${tableName}" is not the one this run began with: it was made anew since.`, {
    code: 'table-replaced',
    hint,
  });
