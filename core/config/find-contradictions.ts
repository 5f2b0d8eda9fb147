import { type Config, configSchema, type UsersConfig } from './schema.ts';

/**
 * Combinations that no single key can be blamed for, in a configuration as it was written. Says nothing about parts that
 * are wrong in themselves, and does not wait until they are mended.
 */
export const findContradictions = (raw: unknown): string[] => {
  const parts = soundParts(raw);
  return [
    ...findPoolContradictions(parts),
    ...(parts.users === undefined ? [] : findAttributeClashes(parts.users)),
    ...findRepeated((parts.tables ?? []).map((table) => table.name)).map((name) => `tables: "${name}" is listed twice`),
  ];
};

/** A part that is absent is undefined; one that is wrong in itself is missing. */
type Parts = { readonly [Key in keyof Config]?: Config[Key] | undefined };

const soundParts = (raw: unknown): Parts => {
  if (typeof raw !== 'object' || raw === null) return {};
  const parts = Object.entries(configSchema.shape).flatMap(([key, schema]) => {
    const parsed = schema.safeParse((raw as Record<string, unknown>)[key]);
    return parsed.success ? [[key, parsed.data]] : [];
  });
  return Object.fromEntries(parts) as Parts;
};

const findPoolContradictions = (parts: Parts): string[] => {
  const { source, target, users, ledger } = parts;
  const hasTrigger = !('trigger' in parts) || parts.trigger !== undefined;
  const problems: string[] = [];
  if (source && target && source.userPoolId === target.userPoolId) {
    problems.push(`target.userPoolId: is the source pool itself, "${source.userPoolId}"`);
  }
  if (hasTrigger && users && users.previousSub === undefined) {
    problems.push('users.previousSub: is required with the trigger, for example "custom:prev_sub_id"');
  }
  if (hasTrigger && 'ledger' in parts && ledger === undefined) {
    problems.push('ledger.tableName: is required with the trigger');
  }
  return problems;
};

const findAttributeClashes = (users: UsersConfig): string[] => {
  const problems: string[] = [];
  if (users.previousSub !== undefined && users.previousSub === users.previousUsername) {
    problems.push(`users.previousUsername: is the same attribute as users.previousSub, "${users.previousSub}"`);
  }
  const renamedTo = Object.entries(users.attributes.rename).map(([from, to]) => ({ from, to }));
  for (const { from, to } of renamedTo) {
    const rival = renamedTo.find((other) => other.from !== from && other.to === to);
    if (rival && rival.from > from)
      problems.push(`users.attributes.rename: "${from}" and "${rival.from}" both become "${to}"`);
    if (to === users.previousSub || to === users.previousUsername) {
      problems.push(`users.attributes.rename: "${from}" becomes "${to}", which keeps the previous sub or username`);
    }
  }
  return problems;
};

const findRepeated = (names: readonly string[]) => [...new Set(names.filter((each, at) => names.indexOf(each) !== at))];
