import { AwsError, notServed } from '../../aws-error.ts';
import type { CognitoState } from '../cognito-state.ts';
import { poolOf, userOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { assertVerifiable } from '../schema/assert-verifiable.ts';
import { assertInvitedAttributes } from '../schema/check-attributes.ts';
import { assertPassword } from '../schema/password-policy.ts';
import { assertMessagesServed, sendMessage } from '../send-message.ts';
import { passedOn, runPreSignUp } from '../triggers/pre-sign-up.ts';
import { assertNameFree } from '../users/assert-name-free.ts';
import { createUser } from '../users/create-user.ts';
import { describeUser } from '../users/describe-user.ts';
import { storePassword } from '../users/passwords.ts';
import { temporaryPassword } from '../users/temporary-password.ts';
import type { User } from '../users/user.ts';
import { attributesForUsername } from '../users/username-rules.ts';
import { fromWireAttributes, type WireAttribute } from '../wire.ts';

type AdminCreateUserRequest = {
  readonly UserPoolId: string;
  readonly Username: string;
  readonly UserAttributes?: readonly WireAttribute[];
  readonly ValidationData?: readonly WireAttribute[];
  readonly ClientMetadata?: Readonly<Record<string, string>>;
  readonly TemporaryPassword?: string;
  readonly ForceAliasCreation?: boolean;
  readonly MessageAction?: 'RESEND' | 'SUPPRESS';
  readonly DesiredDeliveryMediums?: readonly ('SMS' | 'EMAIL')[];
};

const expiryOf = (state: CognitoState, pool: UserPool): number =>
  state.clock.nowMs() + pool.settings.passwordPolicy.TemporaryPasswordValidityDays * 86_400_000;

type Invitation = { readonly kind: 'invitation'; readonly medium: 'SMS' | 'EMAIL'; readonly destination: string };

/** What is to be sent once the user is there. */
const invitationsOf = (
  pool: UserPool,
  attributes: ReadonlyMap<string, string>,
  request: AdminCreateUserRequest,
): Invitation[] => {
  if (request.MessageAction === 'SUPPRESS') return [];
  const invitations = (request.DesiredDeliveryMediums ?? ['SMS']).flatMap((medium): Invitation[] => {
    const name = medium === 'EMAIL' ? 'email' : 'phone_number';
    const destination = attributes.get(name);
    if (!destination && request.DesiredDeliveryMediums !== undefined) {
      throw new AwsError('InvalidParameterException', `The user has no ${name} for the invitation.`);
    }
    return destination ? [{ kind: 'invitation', medium, destination }] : [];
  });
  assertMessagesServed(
    pool,
    invitations.map(({ medium }) => medium),
  );
  return invitations;
};

const resend = (state: CognitoState, pool: UserPool, request: AdminCreateUserRequest): User => {
  const user = userOf(pool, request.Username);
  if (user.status !== 'FORCE_CHANGE_PASSWORD') {
    throw new AwsError(
      'UnsupportedUserStateException',
      "Resend not possible. The user's status is not FORCE_CHANGE_PASSWORD",
    );
  }
  const password = request.TemporaryPassword ?? temporaryPassword(state, pool);
  assertPassword(pool.settings.passwordPolicy, password);
  const invitations = invitationsOf(pool, user.attributes, request);
  user.password = storePassword(pool.id, user, password, expiryOf(state, pool));
  for (const invitation of invitations) sendMessage(state, pool, user, { ...invitation, code: password });
  return user;
};

const NAME_TAKEN = 'User account already exists';

export const adminCreateUser = defineOperation<AdminCreateUserRequest>(
  [
    'UserPoolId',
    'Username',
    'UserAttributes',
    'ValidationData',
    'ClientMetadata',
    'TemporaryPassword',
    'ForceAliasCreation',
    'MessageAction',
    'DesiredDeliveryMediums',
  ],
  async (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    if (request.MessageAction === 'RESEND') return { User: describeUser(resend(state, pool, request)) };
    if (!pool.settings.signInFactors.includes('PASSWORD'))
      throw notServed('AdminCreateUser in a pool without passwords');

    const attributes = attributesForUsername(pool.names, request.Username, fromWireAttributes(request.UserAttributes));
    assertInvitedAttributes(pool.schema, attributes);
    assertVerifiable(attributes, attributes);
    const text = request.TemporaryPassword ?? temporaryPassword(state, pool);
    assertPassword(pool.settings.passwordPolicy, text);
    assertNameFree(pool, request.Username, NAME_TAKEN);
    const invitations = invitationsOf(pool, attributes, request);
    const origin = { pool, client: null };
    await runPreSignUp(state, origin, {
      triggerSource: 'PreSignUp_AdminCreateUser',
      name: request.Username,
      attributes,
      ...passedOn(request),
    });
    // Somebody else may have taken the name while the function ran.
    assertNameFree(pool, request.Username, NAME_TAKEN);
    const user = createUser(state, pool, {
      name: request.Username,
      attributes,
      status: 'FORCE_CHANGE_PASSWORD',
      password: { text, expiresAtMs: expiryOf(state, pool) },
      forceAliases: request.ForceAliasCreation ?? false,
    });
    for (const invitation of invitations) sendMessage(state, pool, user, { ...invitation, code: text });
    return { User: describeUser(user) };
  },
);
