import { z } from 'zod';
import { RefusedError } from '../errors.ts';
import type { RunIdentity, RunRecord } from '../journal/run-store.ts';
import type { OwnerPath } from '../owners/owner-path.ts';
import { type OwnerRules, toOwnerRules } from '../owners/owner-rules.ts';
import type { TableToRemap } from './plan-remap.ts';

type Pools = Pick<RunIdentity, 'sourceUserPoolId' | 'targetUserPoolId'>;

/** The tables themselves are part of it, by ARN: the same names in another account are another run. */
export const toRemapIdentity = (pools: Pools, tables: readonly TableToRemap[], mapHash: string): RunIdentity => ({
  command: 'remap',
  ...pools,
  inputHashes: { map: mapHash },
  options: {
    tables: tables
      .map(({ rules, facts }) => ({
        arn: facts.arn,
        owners: rules.paths.flatMap(toOwners).toSorted(byText),
        dataStore: rules.dataStore,
        ...(rules.moveLock === undefined ? {} : { moveLock: rules.moveLock }),
      }))
      .toSorted((a, b) => (a.arn < b.arn ? -1 : 1)),
  },
});

type Owner = { readonly path: string; readonly template?: string };

const toOwners = ({ text: path, templates }: OwnerPath): Owner[] =>
  templates === undefined ? [{ path }] : templates.map(({ text: template }) => ({ path, template }));

const byText = (a: Owner, b: Owner) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

const optionsSchema = z.object({
  tables: z.array(
    z.object({
      arn: z.string(),
      owners: z.array(z.object({ path: z.string(), template: z.string().optional() })),
      dataStore: z.boolean(),
      moveLock: z.string().optional(),
    }),
  ),
});

export type TableOptions = z.output<typeof optionsSchema>['tables'][number];

/** What the identity of a remap says of its tables; nothing where it is no remap's. */
export const tableOptionsOf = ({ options }: RunIdentity): readonly TableOptions[] => {
  const read = optionsSchema.safeParse(options);
  return read.success ? read.data.tables : [];
};

const arnsSchema = z.object({ tables: z.array(z.object({ arn: z.string() })) });

/** The tables that a run of `remap` or `remap --follow` is about. */
export const tableArnsOf = ({ options }: RunIdentity): readonly string[] => {
  const read = arnsSchema.safeParse(options);
  return read.success ? read.data.tables.map(({ arn }) => arn) : [];
};

export type TableOfRun = { readonly arn: string; readonly rules: OwnerRules };

/** The tables of a run and their rules at that time, whatever the configuration says by now. */
export const tablesOfRun = ({ id, identity }: RunRecord): TableOfRun[] => {
  const read = optionsSchema.safeParse(identity.options);
  if (!read.success) {
    throw new RefusedError(`The run "${id}" does not say which tables it was about.`, { code: 'state-damaged' });
  }
  const { tables } = read.data;
  const rules = toOwnerRules(
    tables.map(({ arn, owners, dataStore, moveLock }) => ({
      name: arn.slice(arn.indexOf('/') + 1),
      owners,
      dataStore,
      ...(moveLock === undefined ? {} : { lock: moveLock, moveItems: { pointedAtBy: [] } }),
    })),
  );
  return tables.flatMap(({ arn }, position) => {
    const own = rules[position];
    return own === undefined ? [] : [{ arn, rules: own }];
  });
};
