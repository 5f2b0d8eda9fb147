import { z } from 'zod';
import { findContradictions } from './find-contradictions.ts';
import { nearestName } from './nearest-name.ts';
import { type Config, configSchema } from './schema.ts';

export type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Checks a configuration as it was written (already parsed from JSON). Returns every problem at once, each a sentence
 * that names the key; an unknown key is answered with the nearest valid one.
 */
export const parseConfig = (raw: unknown): ParsedConfig => {
  const parsed = configSchema.safeParse(raw, { reportInput: true });
  const problems = [...(parsed.error?.issues ?? []).flatMap(describeIssue), ...findContradictions(raw)];
  if (problems.length > 0 || !parsed.success) return { ok: false, problems };
  return { ok: true, config: parsed.data };
};

const describeIssue = (issue: z.core.$ZodIssue): string[] => {
  const at = formatPath(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const nearest = nearestName(key, keysAt(issue.path));
      return `${formatPath([...issue.path, key])}: unknown key${nearest ? `; did you mean "${nearest}"?` : ''}`;
    });
  }
  return [`${at === '' ? 'the file' : at}: ${sayWhatIsWrong(issue)}`];
};

/** The library's words where they are good, ours where they speak of types and inputs. */
const sayWhatIsWrong = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'is required'
        : `must be ${typeWords[issue.expected] ?? `a ${issue.expected}`}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'too_small':
      return issue.origin === 'number'
        ? `must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`
        : `needs ${issue.origin === 'array' ? 'entries' : 'characters'}, at least ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'number'
        ? `must be ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`
        : `may have at most ${issue.maximum} ${issue.origin === 'array' ? 'entries' : 'characters'}`;
    case 'invalid_format':
      return issue.format === 'starts_with'
        ? `must begin with "${(issue as { prefix?: string }).prefix}"`
        : issue.message;
    default:
      return issue.message;
  }
};

const typeWords: Readonly<Record<string, string>> = {
  int: 'a whole number',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const formatPath = (path: readonly PropertyKey[]) =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );

/** The keys that are valid at a path, read from the schema itself so that they cannot drift from it. */
const keysAt = (path: readonly PropertyKey[]): string[] => {
  let at: z.core.$ZodType = configSchema;
  for (const key of path) {
    at = unwrap(at);
    if (at instanceof z.ZodObject) at = (at.shape as Record<string, z.core.$ZodType>)[String(key)] ?? at;
    else if (at instanceof z.ZodArray) at = at.element;
  }
  at = unwrap(at);
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
};

const unwrap = (type: z.core.$ZodType): z.core.$ZodType => {
  const def = type._zod.def as { innerType?: z.core.$ZodType };
  return def.innerType === undefined ? type : unwrap(def.innerType);
};
