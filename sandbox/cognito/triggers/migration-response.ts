import { AwsError } from '../../aws-error.ts';
import type { UserPoolClient } from '../app-clients/user-pool-client.ts';
import type { CognitoControls } from '../controls.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { assertVerifiable } from '../schema/assert-verifiable.ts';
import type { AttributeDefinition } from '../schema/attribute-definition.ts';
import { isEmailAddress, isPhoneNumber } from '../schema/attribute-values.ts';
import { attributeProblems, missingRequired } from '../schema/check-attributes.ts';
import { wrongPassword } from '../sign-in/sign-in-refusals.ts';
import { attributesForUsername } from '../users/username-rules.ts';
import { type JsonObject, optionalBoolean, optionalObject, unrecognizable } from './returned-event.ts';

export type MigratedUser = {
  readonly username: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Keeps the password. Otherwise the user must reset it. */
  readonly isConfirmed: boolean;
  readonly hasSmsMfa: boolean;
  readonly forcesAliases: boolean;
  readonly welcomeBy: readonly ('EMAIL' | 'SMS')[];
};

export const migrationFailed = (client: UserPoolClient, why = ''): AwsError =>
  new AwsError(
    'UserNotFoundException',
    `Exception migrating user in app client ${client.id}${why === '' ? '' : `: ${why}`}`,
  );

const attributesOf = (response: JsonObject): Map<string, string> => {
  const given = Object.entries(optionalObject(response, 'userAttributes') ?? {});
  if (given.some(([, value]) => typeof value !== 'string')) throw unrecognizable();
  return new Map(given as [string, string][]);
};

const statusProblem = ({ finalUserStatus }: JsonObject, controls: CognitoControls): string | null => {
  if (finalUserStatus === null || finalUserStatus === undefined || finalUserStatus === 'CONFIRMED') return null;
  if (finalUserStatus === 'RESET_REQUIRED' && controls.takesFinalUserStatusResetRequired) return null;
  return 'invalid finalUserStatus';
};

const messageProblem = ({ messageAction, desiredDeliveryMediums }: JsonObject): string | null => {
  if ((messageAction ?? 'SUPPRESS') !== 'SUPPRESS') return 'invalid messageAction';
  const mediums = desiredDeliveryMediums ?? [];
  const isValid = Array.isArray(mediums) && mediums.every((medium) => medium === 'EMAIL' || medium === 'SMS');
  return isValid ? null : 'invalid desiredDeliveryMediums';
};

const smsProblem = (pool: UserPool, response: JsonObject, attributes: ReadonlyMap<string, string>) =>
  optionalBoolean(response, 'enableSMSMFA') &&
  (pool.settings.mfaConfiguration === 'OFF' || !attributes.get('phone_number'))
    ? 'SMS MFA cannot be enabled'
    : null;

/** Whether the typed name has the form of an alias of this pool, so that the function must name the user itself. */
const typedAlias = (pool: UserPool, typed: string): string | null => {
  const { aliasAttributes } = pool.names;
  if (aliasAttributes.includes('email') && isEmailAddress(typed)) return 'email';
  if (aliasAttributes.includes('phone_number') && isPhoneNumber(typed)) return 'phone_number';
  return null;
};

const usernameFor = (
  pool: UserPool,
  client: UserPoolClient,
  typed: string,
  attributes: ReadonlyMap<string, string>,
): string => {
  const returned = attributes.get('username');
  const alias = typedAlias(pool, typed);
  const { fold } = pool.users;
  if (alias === null) {
    if (returned === undefined || fold(returned) === typed) return typed;
    // A preferred username has no form of its own: only the answer tells that it was one.
    const isPreferred = pool.names.aliasAttributes.includes('preferred_username');
    if (isPreferred && fold(attributes.get('preferred_username') ?? '') === typed) return returned;
    throw migrationFailed(client, 'username does not match');
  }
  if (returned === undefined || returned === '' || fold(attributes.get(alias) ?? '') !== typed) {
    throw migrationFailed(client, `an alias needs a username of its own and its value in ${alias}`);
  }
  return returned;
};

/** AWS fills missing required attributes with "default values" and does not say which. There is none for an address. */
const defaultFor = ({ type, name, min }: AttributeDefinition): string | null => {
  if (name === 'email' || name === 'phone_number') return null;
  if (name === 'birthdate') return '1970-01-01';
  if (type === 'Number') return String(min ?? 0);
  return type === 'Boolean' ? 'false' : '0'.repeat(Math.max(1, min ?? 1));
};

const withDefaults = (pool: UserPool, client: UserPoolClient, attributes: Map<string, string>): Map<string, string> => {
  for (const name of missingRequired(pool.schema, attributes)) {
    const definition = pool.schema.get(name);
    const value = definition === undefined ? null : defaultFor(definition);
    if (value === null) throw migrationFailed(client, `attributes do not conform to schema: ${name} is required`);
    attributes.set(name, value);
  }
  return attributes;
};

/**
 * The user that a function's response describes; null where it says nothing. `typed` is the name as the function got it.
 * Throws what Cognito answers to a response that it does not take.
 */
export const toMigratedUser = (
  pool: UserPool,
  client: UserPoolClient,
  typed: string,
  response: JsonObject,
  controls: CognitoControls,
): MigratedUser | null => {
  const attributes = attributesOf(response);
  if (attributes.size === 0) return null;
  if (attributes.has('sub')) throw wrongPassword();
  const username = usernameFor(pool, client, typed, attributes);
  attributes.delete('username');
  const [mismatch] = attributeProblems(pool.schema, attributes);
  if (mismatch !== undefined) throw migrationFailed(client, `attributes do not conform to schema: ${mismatch}`);
  const problem =
    statusProblem(response, controls) ?? messageProblem(response) ?? smsProblem(pool, response, attributes);
  if (problem !== null) throw migrationFailed(client, problem);
  try {
    const complete = withDefaults(pool, client, attributesForUsername(pool.names, username, attributes));
    assertVerifiable(complete, complete);
    return {
      username,
      attributes: complete,
      isConfirmed: response.finalUserStatus === 'CONFIRMED',
      hasSmsMfa: response.enableSMSMFA === true,
      forcesAliases: optionalBoolean(response, 'forceAliasCreation') ?? false,
      welcomeBy:
        response.messageAction === 'SUPPRESS'
          ? []
          : ((response.desiredDeliveryMediums ?? ['SMS']) as MigratedUser['welcomeBy']),
    };
  } catch (error) {
    if (error instanceof AwsError && error.name === 'InvalidParameterException') {
      throw migrationFailed(client, error.message);
    }
    throw error;
  }
};
