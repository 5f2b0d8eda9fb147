import { isSameRun } from '../journal/run-identity.ts';
import type { RunIdentity, RunRecord } from '../journal/run-store.ts';
import { type TableOptions, tableArnsOf, tableOptionsOf } from './remap-identity.ts';

/** A run that is not finished, is about some of the same tables, and is not the one that is asked for. */
export type RivalRun = {
  readonly run: RunRecord;
  /** In what it is another, each in words. */
  readonly differences: readonly string[];
};

/** Unfinished runs that whoever begins this one may believe to continue, or would work against. */
export const findRivalRuns = (runs: readonly RunRecord[], identity: RunIdentity): RivalRun[] =>
  runs.flatMap((run) => {
    const { state, identity: other } = run;
    if (state === 'finished' || isSameRun(other, identity)) return [];
    if (isRemapOverTablesOf(identity, other)) return [{ run, differences: differencesBetween(other, identity) }];
    const past = runs.find(({ id }) => other.command === 'undo' && id === other.options.run);
    const isRival = past !== undefined && isRemapOverTablesOf(identity, past.identity);
    return isRival ? [{ run, differences: [`it takes back run ${past.id}`] }] : [];
  });

/** Unfinished remaps that would rewrite again, when they continue, what is given back of this one. */
export const findRemapsToContinue = (runs: readonly RunRecord[], past: RunRecord): RunRecord[] =>
  runs.filter(
    ({ id, state, identity }) => id !== past.id && state === 'running' && isRemapOverTablesOf(past.identity, identity),
  );

/** Runs of `remap --follow` that rewrite again, in their next round, what is given back of this one. They never finish. */
export const findFollowsOver = (runs: readonly RunRecord[], past: RunRecord): RunRecord[] =>
  runs.filter(
    ({ state, identity }) =>
      state === 'running' &&
      identity.command === 'remap follow' &&
      tableArnsOf(identity).some((arn) => hasArn(tableOptionsOf(past.identity), arn)),
  );

const isRemapOverTablesOf = (identity: RunIdentity, other: RunIdentity): boolean => {
  const tables = tableOptionsOf(identity);
  return other.command === 'remap' && tableOptionsOf(other).some(({ arn }) => hasArn(tables, arn));
};

const differencesBetween = (was: RunIdentity, is: RunIdentity): string[] => {
  const [before, now] = [tableOptionsOf(was), tableOptionsOf(is)];
  const isOtherPools = was.sourceUserPoolId !== is.sourceUserPoolId || was.targetUserPoolId !== is.targetUserPoolId;
  return [
    ...(was.inputHashes.map === is.inputHashes.map ? [] : ['it has another identity map']),
    ...(isOtherPools ? ['it is between other pools'] : []),
    ...before.flatMap((table) => {
      const same = now.find(({ arn }) => arn === table.arn);
      return same === undefined ? [`it has table "${nameOf(table)}" too`] : differencesOfTable(table, same);
    }),
    ...now.filter(({ arn }) => !hasArn(before, arn)).map((table) => `it is without table "${nameOf(table)}"`),
  ];
};

const differencesOfTable = (was: TableOptions, is: TableOptions): string[] => {
  const texts = ({ owners }: TableOptions) =>
    owners.map(({ path, template }) => (template === undefined ? `"${path}"` : `"${path}" as "${template}"`));
  const [before, now] = [texts(was), texts(is)];
  const more = before.filter((text) => !now.includes(text));
  const fewer = now.filter((text) => !before.includes(text));
  const differences = [
    ...(more.length === 0 ? [] : [`${more.join(', ')} too`]),
    ...(fewer.length === 0 ? [] : [`no ${fewer.join(', ')}`]),
    ...(was.dataStore === is.dataStore ? [] : [was.dataStore ? 'DataStore' : 'no DataStore']),
    ...(was.moveLock === is.moveLock ? [] : [`${was.moveLock === undefined ? 'no' : 'another'} lock for moves`]),
  ];
  return differences.length === 0 ? [] : [`in table "${nameOf(was)}" it has ${differences.join(' and ')}`];
};

const hasArn = (tables: readonly TableOptions[], wanted: string) => tables.some(({ arn }) => arn === wanted);

const nameOf = ({ arn }: TableOptions) => arn.slice(arn.indexOf('/') + 1);
