import { type LambdaConfig, lambdaConfigOf, type PoolSettings } from './pool-settings.ts';

/**
 * Paths at which two descriptions of a pool differ, such as `EmailConfiguration.ReplyToEmailAddress`. What is absent and what
 * is empty is the same, lists of words have no order, and the tags of AWS itself cannot be changed by anybody.
 */
export const findDifferences = (left: PoolSettings, right: PoolSettings): string[] =>
  differencesAt('', normalise(left), normalise(right)).sort();

const normalise = (settings: PoolSettings) => ({
  ...settings,
  LambdaConfig: withoutMirror(lambdaConfigOf(settings)),
  UserPoolTags: withoutSystemTags(settings.UserPoolTags),
});

/** AWS may show the function of the newer setting in the older one, too. */
const withoutMirror = ({ PreTokenGeneration: older, PreTokenGenerationConfig: newer, ...rest }: LambdaConfig) => ({
  ...rest,
  PreTokenGenerationConfig: newer ?? (older === undefined ? undefined : { LambdaArn: older, LambdaVersion: 'V1_0' }),
});

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html, read 2026-11-27: `aws:` is not for customers. */
export const withoutSystemTags = (tags: unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(Object(tags)).filter(([name]) => !name.startsWith('aws:')));

const differencesAt = (path: string, left: unknown, right: unknown): string[] => {
  if (isRecord(left) || isRecord(right)) {
    const [a, b] = [Object(left) as Record<string, unknown>, Object(right) as Record<string, unknown>];
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((name) =>
      differencesAt(path === '' ? name : `${path}.${name}`, a[name], b[name]),
    );
  }
  return textOf(left) === textOf(right) ? [] : [path];
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string => {
  if (!Array.isArray(value)) return JSON.stringify(value ?? null);
  return value.length === 0 ? 'null' : JSON.stringify(value.map((each) => JSON.stringify(sorted(each))).sort());
};

const sorted = (value: unknown): unknown =>
  isRecord(value) ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) : value;
