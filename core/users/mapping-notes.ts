import type { UsersConfig } from '../config/schema.ts';
import { maxAttributeValueLength } from './attribute-contract.ts';
import { carriedAttributeNames, carriedPairs } from './carried-attributes.ts';
import type { AttributeDefinition, PoolProfile } from './pool-profile.ts';

type Pools = { readonly source: Pick<PoolProfile, 'schema'>; readonly target: Pick<PoolProfile, 'schema'> };

/**
 * Where the target asks more of an attribute than the source does, so that some users may be rejected, and what can be
 * written only once. Each a sentence that begins with the attribute's name in the target. Asked before any user is read.
 */
export const findMappingNotes = (users: UsersConfig, { source, target }: Pools): string[] => {
  const [theirs, ours] = [byName(source.schema), byName(target.schema)];
  return carriedPairs(users).flatMap(([from, to]) => {
    const [before, after] = [theirs.get(from), ours.get(to)];
    if (before === undefined || after === undefined) return [];
    const notes = [...compareTypes(before, after), ...compareLimits(before, after)];
    if (after.required && !before.required) notes.push('is required in the target; users without it are rejected');
    if (!after.mutable) notes.push('cannot be changed in the target once the user is imported');
    return notes.map((note) => `${from === to ? `"${to}"` : `"${to}" (from "${from}")`} ${note}.`);
  });
};

/** Custom attributes that cross under these settings and that the source does not have. */
export const findUnknownToSource = (users: UsersConfig, source: Pick<PoolProfile, 'schema'>): string[] => {
  const known = byName(source.schema);
  return carriedPairs(users)
    .map(([from]) => from)
    .filter((from) => from.startsWith('custom:') && !known.has(from));
};

const byName = (schema: readonly AttributeDefinition[]) =>
  new Map(schema.map((definition) => [definition.name, definition]));

const compareTypes = (before: AttributeDefinition, after: AttributeDefinition): string[] =>
  before.type === after.type || after.type === 'String'
    ? []
    : [`is a ${after.type} in the target and a ${before.type} in the source; values that are none are rejected`];

const compareLimits = (before: AttributeDefinition, after: AttributeDefinition): string[] => {
  const notes: string[] = [];
  if (after.type === 'String') {
    const [longest, allowed] = [lengthOf(before), after.maxLength ?? maxAttributeValueLength];
    if (allowed < longest) notes.push(`has at most ${allowed} characters in the target; longer values are rejected`);
    if ((after.minLength ?? 0) > (before.minLength ?? 0)) {
      notes.push(`has at least ${after.minLength} characters in the target; shorter values are rejected`);
    }
  }
  if (after.type === 'Number' && isNarrower(before, after)) {
    notes.push('has a narrower range in the target; numbers outside of it are rejected');
  }
  return notes;
};

const lengthOf = ({ type, maxLength }: AttributeDefinition): number =>
  type === 'Boolean' ? 5 : (maxLength ?? maxAttributeValueLength);

const isNarrower = (before: AttributeDefinition, after: AttributeDefinition): boolean =>
  (after.minValue ?? Number.NEGATIVE_INFINITY) > (before.minValue ?? Number.NEGATIVE_INFINITY) ||
  (after.maxValue ?? Number.POSITIVE_INFINITY) < (before.maxValue ?? Number.POSITIVE_INFINITY);

/** Custom columns of the target's import format that these settings put nothing into. */
export const findBlankColumns = (users: UsersConfig, header: readonly string[]): string[] => {
  const carried = new Set(carriedAttributeNames(users));
  return header.filter((column) => /^(custom|dev):/.test(column) && !carried.has(column));
};
