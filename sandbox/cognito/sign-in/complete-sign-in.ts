import type { UserPoolClient } from '../app-clients/user-pool-client.ts';
import type { CognitoState } from '../cognito-state.ts';
import { mfaChallenge } from '../mfa/mfa-challenge.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { missingRequired } from '../schema/check-attributes.ts';
import type { TokenOccasion } from '../triggers/pre-token-generation.ts';
import type { User } from '../users/user.ts';
import type { Wire } from '../wire.ts';
import { finishSignIn } from './finish-sign-in.ts';
import { type Challenge, openChallenge } from './open-challenge.ts';

/** Somebody who signs in through a client. */
export type SigningIn = {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  readonly user: User;
  /** Where tokens that end the sign-in are not TokenGeneration_Authentication. */
  readonly tokenSource?: TokenOccasion['triggerSource'];
};

const newPasswordChallenge = (pool: UserPool, user: User): Challenge => ({
  name: 'NEW_PASSWORD_REQUIRED',
  parameters: {
    USER_ID_FOR_SRP: user.username,
    requiredAttributes: JSON.stringify(
      missingRequired(pool.schema, user.attributes).map((name) => `userAttributes.${name}`),
    ),
    userAttributes: JSON.stringify(Object.fromEntries(user.attributes)),
  },
});

/** What follows a right password: a challenge, or the end of the sign-in. */
export const completeSignIn = async (
  state: CognitoState,
  signingIn: SigningIn,
  clientMetadata?: Readonly<Record<string, string>>,
): Promise<Wire> => {
  const { pool, user } = signingIn;
  const challenge =
    user.status === 'FORCE_CHANGE_PASSWORD' ? newPasswordChallenge(pool, user) : mfaChallenge(state, pool, user);
  return challenge === null
    ? finishSignIn(state, signingIn, clientMetadata)
    : openChallenge(state, signingIn, challenge);
};
