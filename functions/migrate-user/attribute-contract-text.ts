import * as z from 'zod/mini';
import type { AttributeDefinition } from '../../core/users/pool-profile.ts';

/** An attribute's contract in few characters: `["email","String!",0,2048]`, where `!` means required. */
const entry = z.union([
  z.tuple([z.string(), z.string().check(z.regex(/^(String|Number|DateTime|Boolean)!?$/))]),
  z.tuple([
    z.string(),
    z.string().check(z.regex(/^(String|Number)!?$/)),
    z.nullable(z.number()),
    z.nullable(z.number()),
  ]),
]);

export const attributeContract = z.array(entry);

type Entry = z.output<typeof entry>;

/** https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html, read 2026-11-20: no value is longer, so that bound says nothing. */
const longestValue = 2048;

export const toEntry = ({
  name,
  type,
  required,
  minLength,
  maxLength,
  minValue,
  maxValue,
}: AttributeDefinition): Entry => {
  const kind = `${type}${required ? '!' : ''}`;
  const [low, high] = type === 'Number' ? [minValue, maxValue] : [minLength || undefined, bound(maxLength)];
  return low === undefined && high === undefined ? [name, kind] : [name, kind, low ?? null, high ?? null];
};

const bound = (maxLength: number | undefined) =>
  maxLength === undefined || maxLength >= longestValue ? undefined : maxLength;

export const fromEntry = ([name, kind, low, high]: Entry): AttributeDefinition => {
  const type = kind.replace('!', '') as AttributeDefinition['type'];
  const [lowKey, highKey] =
    type === 'Number' ? (['minValue', 'maxValue'] as const) : (['minLength', 'maxLength'] as const);
  return {
    name,
    type,
    required: kind.endsWith('!'),
    mutable: true,
    ...(typeof low === 'number' ? { [lowKey]: low } : {}),
    ...(typeof high === 'number' ? { [highKey]: high } : {}),
  };
};
