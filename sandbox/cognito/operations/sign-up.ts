import { AwsError } from '../../aws-error.ts';
import { clientOf } from '../lookups.ts';
import { defineOperation, type InformationOnly } from '../operation.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { assertWritable } from '../schema/assert-writable.ts';
import { assertNewAttributes } from '../schema/check-attributes.ts';
import { assertPassword } from '../schema/password-policy.ts';
import { assertSecretHash } from '../sign-in/secret-hash.ts';
import { assertSignUpCodeServed, sendSignUpCode } from '../sign-in/sign-up-code.ts';
import { runPostConfirmation } from '../triggers/post-confirmation.ts';
import { passedOn, runPreSignUp } from '../triggers/pre-sign-up.ts';
import { assertNameFree } from '../users/assert-name-free.ts';
import { createUser } from '../users/create-user.ts';
import { attributesForUsername } from '../users/username-rules.ts';
import { fromWireAttributes, type WireAttribute } from '../wire.ts';

type SignUpRequest = InformationOnly & {
  readonly ClientId: string;
  readonly SecretHash?: string;
  readonly Username: string;
  readonly Password?: string;
  readonly UserAttributes?: readonly WireAttribute[];
  readonly ValidationData?: readonly WireAttribute[];
  readonly ClientMetadata?: Readonly<Record<string, string>>;
};

const NAME_TAKEN = 'User already exists';

/** No message proves this alias: a user gets it after the account is confirmed. */
const refuseUnconfirmedAlias = (pool: UserPool, attributes: ReadonlyMap<string, string>): void => {
  if (pool.names.aliasAttributes.includes('preferred_username') && attributes.has('preferred_username')) {
    throw new AwsError('InvalidParameterException', 'preferred_username can not be provided for unconfirmed account');
  }
};

const withUnverifiedFlags = (attributes: ReadonlyMap<string, string>): Map<string, string> => {
  const flags = ['email', 'phone_number'].filter((name) => attributes.get(name)).map((name) => `${name}_verified`);
  return new Map([...flags.map((flag): [string, string] => [flag, 'false']), ...attributes]);
};

export const signUp = defineOperation<SignUpRequest>(
  [
    'ClientId',
    'SecretHash',
    'Username',
    'Password',
    'UserAttributes',
    'ValidationData',
    'ClientMetadata',
    'AnalyticsMetadata',
    'UserContextData',
  ],
  async (state, request) => {
    const { pool, client } = clientOf(state, request.ClientId);
    assertSecretHash(client, request.Username, request.SecretHash);
    if (pool.settings.adminCreateUserOnly) {
      throw new AwsError('NotAuthorizedException', 'SignUp is not permitted for this user pool');
    }
    const given = fromWireAttributes(request.UserAttributes);
    assertWritable(client, given);
    if (request.Password === undefined) {
      throw new AwsError('InvalidParameterException', 'Missing required parameter Password');
    }
    assertPassword(pool.settings.passwordPolicy, request.Password);
    const attributes = attributesForUsername(pool.names, request.Username, given);
    assertNewAttributes(pool.schema, attributes);
    refuseUnconfirmedAlias(pool, given);
    assertNameFree(pool, request.Username, NAME_TAKEN);
    const origin = { pool, client };
    const admission = await runPreSignUp(state, origin, {
      triggerSource: 'PreSignUp_SignUp',
      name: request.Username,
      attributes,
      ...passedOn(request),
    });
    // Somebody else may have taken the name while the function ran.
    assertNameFree(pool, request.Username, NAME_TAKEN);
    if (!admission.isConfirmed) assertSignUpCodeServed(pool, admission.attributes);
    const user = createUser(state, pool, {
      name: request.Username,
      attributes: withUnverifiedFlags(admission.attributes),
      status: admission.isConfirmed ? 'CONFIRMED' : 'UNCONFIRMED',
      password: { text: request.Password },
      forceAliases: admission.forceAliases,
    });
    if (!admission.isConfirmed) {
      return { UserConfirmed: false, UserSub: user.sub, ...(sendSignUpCode(state, pool, user) ?? {}) };
    }
    await runPostConfirmation(state, origin, user, 'PostConfirmation_ConfirmSignUp', request.ClientMetadata);
    return { UserConfirmed: true, UserSub: user.sub };
  },
);
