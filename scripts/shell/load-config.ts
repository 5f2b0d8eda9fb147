import { resolve } from 'node:path';
import { nearestName } from '../../core/config/nearest-name.ts';
import { parseConfig } from '../../core/config/parse-config.ts';
import type { Config } from '../../core/config/schema.ts';
import type { Command } from '../commands/command.ts';
import { readConfigFile } from '../files/read-config-file.ts';
import type { GlobalOptions } from './global-options.ts';

export type LoadedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[]; readonly isFileMissing: boolean };

type RawConfig = Readonly<Record<string, unknown>>;
type PoolFlags = Readonly<Record<'userPoolId' | 'region' | 'profile', string | undefined>>;

export const defaultConfigFile = 'poolferry.config.json';

/** The configuration of a command: the file, with flags laid over it, and everything that is wrong with either. */
export const loadConfig = async (
  command: Command,
  globals: GlobalOptions,
  workingDirectory: string,
): Promise<LoadedConfig> => {
  // Empty where its value was refused.
  const fileName = globals.config || defaultConfigFile;
  const file = await readConfigFile(resolve(workingDirectory, fileName));
  if (file.kind === 'unreadable') return refuse(file.problems.map((problem) => `${fileName}: ${problem}`));
  if (file.kind === 'missing' && fileName === globals.config)
    return refuse([`${fileName}: there is no such file`], true);

  const raw = layFlagsOver(file.kind === 'read' ? file.raw : {}, globals);
  const parsed = parseConfig(raw);
  const missing = missingParts(command, raw, fileName);
  const problems = [
    ...(file.kind === 'missing' && missing.length > 0 ? [`${fileName}: there is no such file`] : []),
    ...(parsed.ok ? [] : parsed.problems.map((problem) => blame(problem, fileName, globals))),
    ...missing,
  ];
  if (!parsed.ok || problems.length > 0) return refuse(problems, file.kind === 'missing');
  // To a command that does not need configured tables, the option may mean others.
  return narrowTables(parsed.config, command.needs.includes('tables') ? globals.table : undefined);
};

const refuse = (problems: readonly string[], isFileMissing = false) =>
  ({ ok: false, problems, isFileMissing }) as const;

const poolFlags = (globals: GlobalOptions): Readonly<Record<'source' | 'target', PoolFlags>> => ({
  source: { userPoolId: globals.sourceUserPoolId, region: globals.sourceRegion, profile: globals.sourceProfile },
  target: { userPoolId: globals.targetUserPoolId, region: globals.targetRegion, profile: globals.targetProfile },
});

const isRecord = (value: unknown): value is RawConfig =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const layFlagsOver = (raw: unknown, globals: GlobalOptions): unknown => {
  if (!isRecord(raw)) return raw;
  const laid: Record<string, unknown> = Object.assign(Object.create(null), raw);
  for (const [side, flags] of Object.entries(poolFlags(globals))) {
    const given = Object.entries(flags).filter(([, value]) => value !== undefined);
    const pool = raw[side] ?? {};
    if (given.length > 0 && isRecord(pool)) {
      laid[side] = Object.assign(Object.create(null), pool, Object.fromEntries(given));
    }
  }
  return laid;
};

const missingParts = (command: Command, raw: unknown, fileName: string): string[] => {
  if (!isRecord(raw)) return [];
  const isThere = (need: Command['needs'][number]) =>
    raw[need] !== undefined && !(need === 'tables' && Array.isArray(raw.tables) && raw.tables.length === 0);
  const hints: Readonly<Record<Command['needs'][number], string>> = {
    source: ', or --source-user-pool-id',
    target: ', or --target-user-pool-id',
    ledger: ', for example { "tableName": "poolferry-ledger" }',
    tables: ', with the owners of each',
  };
  return command.needs
    .filter((need) => !isThere(need))
    .map((need) => `${fileName}: "${need}" is required by ${command.name}${hints[need]}`);
};

/** Names the flag, when it was a flag that brought the value in. */
const blame = (problem: string, fileName: string, globals: GlobalOptions): string => {
  const match = /^(source|target)\.(userPoolId|region|profile): /.exec(problem);
  if (match !== null) {
    const [lead, side, key] = match as unknown as [string, 'source' | 'target', keyof PoolFlags];
    const flag = { userPoolId: 'user-pool-id', region: 'region', profile: 'profile' }[key];
    if (poolFlags(globals)[side][key] !== undefined) return `--${side}-${flag}: ${problem.slice(lead.length)}`;
  }
  return `${fileName}: ${problem}`;
};

const narrowTables = (config: Config, names: readonly string[] | undefined): LoadedConfig => {
  if (names === undefined) return { ok: true, config };
  const known = config.tables.map(({ name }) => name);
  const problems = names
    .filter((name) => !known.includes(name))
    .map((name) => {
      const nearest = nearestName(name, known);
      return `--table: "${name}" is not configured${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`;
    });
  if (problems.length > 0) return refuse(problems);
  return { ok: true, config: { ...config, tables: config.tables.filter(({ name }) => names.includes(name)) } };
};
