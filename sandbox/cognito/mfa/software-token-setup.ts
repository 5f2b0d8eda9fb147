import { AwsError } from '../../aws-error.ts';
import type { CognitoState } from '../cognito-state.ts';
import { poolOf } from '../lookups.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { challengedUser } from '../sign-in/challenged-user.ts';
import { invalidSession } from '../sign-in/sign-in-refusals.ts';
import type { SignInSession } from '../sign-in/sign-in-sessions.ts';
import type { User } from '../users/user.ts';

type SoftwareTokenSetup = {
  readonly pool: UserPool;
  readonly user: User;
  readonly secret: string | undefined;
  /** Absent where an access token says who it is. `goOn` replaces the session by a new one. */
  readonly session?: { goOn(softwareToken: NonNullable<SignInSession['softwareToken']>): string };
};

/** Who sets up an authenticator app: the holder of an access token, or of an MFA_SETUP session. Not both. */
export const softwareTokenSetup = (
  state: CognitoState,
  request: { readonly AccessToken?: string; readonly Session?: string },
): SoftwareTokenSetup => {
  const { AccessToken, Session } = request;
  if ((AccessToken === undefined) === (Session === undefined)) {
    throw new AwsError('InvalidParameterException', 'Either an access token or a session is required, not both.');
  }
  if (AccessToken !== undefined) {
    const { pool, user } = state.tokens.byAccessToken(state, AccessToken);
    return { pool, user, secret: user.pendingSoftwareToken ?? undefined };
  }
  const token = Session ?? '';
  const session = state.sessions.find(token);
  const pool = poolOf(state, session.userPoolId);
  const user = challengedUser(pool, session);
  const isForAnApp = session.challenge === 'MFA_SETUP' && session.choices?.includes('SOFTWARE_TOKEN_MFA') === true;
  if (!isForAnApp || user?.enabled !== true) throw invalidSession();
  return {
    pool,
    user,
    secret: session.softwareToken?.secret,
    session: {
      goOn: (softwareToken) => {
        state.sessions.use(token);
        return state.sessions.open({ ...session, softwareToken });
      },
    },
  };
};
