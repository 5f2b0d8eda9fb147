import { AwsError } from '../../aws-error.ts';
import { attributeProblem } from './attribute-values.ts';
import type { PoolSchema } from './pool-schema.ts';

/** Attributes that Cognito writes itself. */
const SERVICE_OWNED = new Set(['sub', 'identities']);

/** Every way in which `attributes` break the schema: unknown, service-owned, or of the wrong type, length or form. */
export const attributeProblems = (schema: PoolSchema, attributes: ReadonlyMap<string, string>): string[] => {
  const problems: string[] = [];
  for (const [name, value] of attributes) {
    const definition = schema.get(name);
    if (definition === undefined) problems.push(`${name}: Attribute does not exist in the schema.`);
    else if (SERVICE_OWNED.has(name)) problems.push(`${name}: Attribute cannot be set.`);
    else {
      const problem = attributeProblem(definition, value);
      if (problem !== null) problems.push(`${name}: ${problem}`);
    }
  }
  return problems;
};

export const missingRequired = (schema: PoolSchema, attributes: ReadonlyMap<string, string>): string[] =>
  Array.from(schema.values())
    .filter(({ name, required }) => required && !SERVICE_OWNED.has(name) && (attributes.get(name) ?? '') === '')
    .map(({ name }) => name);

const refuse = (problems: readonly string[]): void => {
  if (problems.length === 0) return;
  throw new AwsError('InvalidParameterException', `Attributes did not conform to the schema: ${problems.join('\n')}\n`);
};

/** For a user whom an administrator invites: what is required and left out comes with the new password. */
export const assertInvitedAttributes = (schema: PoolSchema, attributes: ReadonlyMap<string, string>): void =>
  refuse(attributeProblems(schema, attributes));

/** For a user about to exist. */
export const assertNewAttributes = (schema: PoolSchema, attributes: ReadonlyMap<string, string>): void => {
  const missing = missingRequired(schema, attributes).map((name) => `${name}: The attribute is required`);
  refuse([...attributeProblems(schema, attributes), ...missing]);
};

/** For a change of a user who exists: immutable attributes stay, required ones cannot be taken away. */
export const assertChangedAttributes = (schema: PoolSchema, changes: ReadonlyMap<string, string>): void => {
  const problems = attributeProblems(schema, changes);
  for (const [name, value] of changes) {
    const definition = schema.get(name);
    if (definition !== undefined && !definition.mutable && !SERVICE_OWNED.has(name)) {
      problems.push(`user.${name}: Attribute cannot be updated.`);
    }
    if (definition?.required && value === '') problems.push(`${name}: The attribute is required`);
  }
  refuse(problems);
};
