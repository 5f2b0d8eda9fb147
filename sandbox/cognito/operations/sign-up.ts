import { AwsError } from '../../aws-error.ts';
import { defineOperation, type InformationOnly } from '../operation.ts';
import { assertWritable } from '../schema/assert-writable.ts';
import { assertNewAttributes } from '../schema/check-attributes.ts';
import { assertPassword } from '../schema/password-policy.ts';
import { assertSecretHash } from '../sign-in/secret-hash.ts';
import { sendSignUpCode } from '../sign-in/sign-up-code.ts';
import { createUser } from '../state/create-user.ts';
import { clientOf } from '../state/lookups.ts';
import { attributesForUsername } from '../state/username-rules.ts';
import { refuseUnservedTriggers, SIGN_UP_TRIGGERS } from '../triggers/unserved-triggers.ts';
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

const withUnverifiedFlags = (attributes: ReadonlyMap<string, string>): Map<string, string> => {
  const flags = ['email', 'phone_number'].filter((name) => attributes.get(name)).map((name) => `${name}_verified`);
  return new Map([...attributes, ...flags.map((flag): [string, string] => [flag, 'false'])]);
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
  (state, request) => {
    const { pool, client } = clientOf(state, request.ClientId);
    assertSecretHash(client, request.Username, request.SecretHash);
    if (pool.settings.adminCreateUserOnly) {
      throw new AwsError('NotAuthorizedException', 'SignUp is not permitted for this user pool');
    }
    refuseUnservedTriggers(pool, SIGN_UP_TRIGGERS);
    const given = fromWireAttributes(request.UserAttributes);
    assertWritable(client, given);
    if (request.Password === undefined) {
      throw new AwsError('InvalidParameterException', 'Missing required parameter Password');
    }
    assertPassword(pool.settings.passwordPolicy, request.Password);
    const attributes = attributesForUsername(pool.names, request.Username, given);
    assertNewAttributes(pool.schema, attributes);
    if (pool.users.find(request.Username) !== undefined) {
      throw new AwsError('UsernameExistsException', 'User already exists');
    }
    const user = createUser(state, pool, {
      name: request.Username,
      attributes: withUnverifiedFlags(attributes),
      status: 'UNCONFIRMED',
      password: { text: request.Password },
    });
    return { UserConfirmed: false, UserSub: user.sub, ...(sendSignUpCode(state, pool, user) ?? {}) };
  },
);
