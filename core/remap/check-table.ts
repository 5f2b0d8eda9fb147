import { ProblemsError, RefusedError } from '../errors.ts';
import { componentsOf } from '../owners/owner-path.ts';
import type { OwnerRules } from '../owners/owner-rules.ts';
import type { TableFacts } from './table-facts.ts';

/** Why the owners of this table cannot be rewritten in place, each as a sentence; empty when they can. */
export const checkTable = (rules: OwnerRules, facts: TableFacts): string[] => {
  const problems: string[] = [];
  if (facts.status !== 'ACTIVE' && facts.status !== 'UPDATING') {
    problems.push(`table "${facts.name}": is ${facts.status}`);
  }
  for (const path of rules.paths) {
    const at = `table "${facts.name}", owner "${path.text}"`;
    if (facts.keyAttributes.some((name) => componentsOf(name).includes(path.root))) {
      problems.push(`${at}: is part of the primary key, which cannot change in place; moving items is not built yet`);
    }
    for (const index of facts.indexes) {
      const composite = index.keyAttributes.find(
        (name) => name !== path.root && componentsOf(name).includes(path.root),
      );
      if (composite !== undefined) {
        problems.push(`${at}: index "${index.name}" also has it inside "${composite}"; changing both is not built yet`);
      }
    }
  }
  return problems;
};

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

export const tableReplaced = (tableName: string) =>
  new RefusedError(`The table "${tableName}" is not the one this run began with: it was made anew since.`, {
    code: 'table-replaced',
    hint: 'Look at the table. To start over on the new one, remove the state of this run (see "poolferry runs").',
  });
