import { isEmailShaped, isPhoneNumberShaped } from './address-shapes.ts';
import { isBirthdate } from './birthdate.ts';
import type { AttributeDefinition } from './pool-profile.ts';

export type MisfitProblem =
  | 'unknown'
  | 'too-short'
  | 'too-long'
  | 'not-a-number'
  | 'number-too-small'
  | 'number-too-large'
  | 'not-a-boolean'
  | 'not-a-date'
  | 'not-an-email-address'
  | 'not-a-phone-number';

/** An attribute the target would refuse. Never holds the value. */
export type Misfit = { readonly name: string; readonly problem: MisfitProblem; readonly required: boolean };

/** https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html, read 2026-11-20: no value is longer. */
export const maxAttributeValueLength = 2048;

/** Attributes that the target's schema does not take as they are, in the order given. */
export const findMisfits = (
  attributes: ReadonlyMap<string, string>,
  schema: readonly AttributeDefinition[],
): Misfit[] => {
  const { definitions } = contractOf(schema);
  const misfits: Misfit[] = [];
  for (const [name, value] of attributes) {
    const definition = definitions.get(name);
    const problem = definition === undefined ? 'unknown' : findProblem(value, definition);
    if (problem) misfits.push({ name, problem, required: definition?.required ?? false });
  }
  return misfits;
};

/** Required attributes that the user does not have. `sub` is required too, but Cognito makes it. */
export const findMissingRequired = (
  attributes: ReadonlyMap<string, string>,
  schema: readonly AttributeDefinition[],
): string[] => contractOf(schema).required.filter((name) => (attributes.get(name) ?? '') === '');

type Contract = {
  readonly definitions: ReadonlyMap<string, AttributeDefinition>;
  readonly required: readonly string[];
};

/** Worked out once per schema, because it is asked for every user of a pool. */
const contracts = new WeakMap<readonly AttributeDefinition[], Contract>();

const contractOf = (schema: readonly AttributeDefinition[]): Contract => {
  const known = contracts.get(schema);
  if (known !== undefined) return known;
  const contract = {
    definitions: new Map(schema.map((definition) => [definition.name, definition])),
    required: schema.filter(({ name, required }) => required && name !== 'sub').map(({ name }) => name),
  };
  contracts.set(schema, contract);
  return contract;
};

const findProblem = (value: string, definition: AttributeDefinition): MisfitProblem | undefined => {
  switch (definition.type) {
    case 'String':
      return findLengthProblem(value, definition) ?? findShapeProblem(value, definition);
    case 'Number':
      return findNumberProblem(value, definition);
    case 'Boolean':
      return /^(true|false)$/i.test(value) ? undefined : 'not-a-boolean';
    case 'DateTime':
      return isDateTime(value) ? undefined : 'not-a-date';
  }
};

/**
 * AWS does not say what it counts as a character, so a value must fit by either count: code points for the minimum,
 * UTF-16 units for the maximum.
 */
const findLengthProblem = (
  value: string,
  { minLength, maxLength = maxAttributeValueLength }: AttributeDefinition,
): MisfitProblem | undefined => {
  if (value.length > Math.min(maxLength, maxAttributeValueLength)) return 'too-long';
  if (minLength !== undefined && value.length < 2 * minLength && [...value].length < minLength) return 'too-short';
  return undefined;
};

/**
 * Standard attributes whose type says less than AWS asks of them. Pools may hold others from before.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html, read 2026-11-20.
 */
type Shape = readonly [isShaped: (value: string) => boolean, problem: MisfitProblem];
const shapes: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['email', [isEmailShaped, 'not-an-email-address']],
  ['phone_number', [isPhoneNumberShaped, 'not-a-phone-number']],
  ['birthdate', [isBirthdate, 'not-a-date']],
]);

const findShapeProblem = (value: string, { name }: AttributeDefinition): MisfitProblem | undefined => {
  const [isShaped, problem] = shapes.get(name) ?? [];
  return value === '' || isShaped === undefined || isShaped(value) ? undefined : problem;
};

const findNumberProblem = (value: string, { minValue, maxValue }: AttributeDefinition): MisfitProblem | undefined => {
  if (!/^-?\d+(\.\d+)?$/.test(value)) return 'not-a-number';
  const number = Number(value);
  if (minValue !== undefined && number < minValue) return 'number-too-small';
  if (maxValue !== undefined && number > maxValue) return 'number-too-large';
  return undefined;
};

/** The spelling of DateTime values is not documented: epoch numbers and ISO 8601 are the two that are seen. */
const isDateTime = (value: string): boolean =>
  /^\d{1,19}$/.test(value) ||
  // JavaScript takes the 30th of February for the 2nd of March.
  (/^\d{4}-\d{2}-\d{2}([T ][\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/.test(value) &&
    isBirthdate(value.slice(0, 10)) &&
    !Number.isNaN(Date.parse(value)));
