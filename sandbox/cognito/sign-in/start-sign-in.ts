import { notServed } from '../../aws-error.ts';
import type { UserPoolClient } from '../app-clients/user-pool-client.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import type { Wire } from '../wire.ts';
import { allowedFlow } from './auth-flows.ts';
import { refreshTokens } from './refresh-tokens.ts';
import { signInWithPassword } from './sign-in-with-password.ts';
import { startSrp } from './start-srp.ts';

export type AuthRequest = {
  readonly AuthFlow: string;
  readonly AuthParameters?: Readonly<Record<string, string>>;
  readonly ClientMetadata?: Readonly<Record<string, string>>;
};

/** Of the flows that are served. Others say that there is a device, or how strong the sign-in is to be. */
const SERVED_PARAMETERS = ['USERNAME', 'PASSWORD', 'SRP_A', 'REFRESH_TOKEN', 'SECRET_HASH'];

/** InitiateAuth and AdminInitiateAuth. */
export const startSignIn = (
  state: CognitoState,
  pool: UserPool,
  client: UserPoolClient,
  request: AuthRequest,
  options: { readonly isAdmin: boolean },
): Promise<Wire> => {
  const parameters = request.AuthParameters ?? {};
  const flow = allowedFlow(client, request.AuthFlow, options.isAdmin);
  for (const name of Object.keys(parameters)) {
    if (!SERVED_PARAMETERS.includes(name)) throw notServed(`the auth parameter ${name}`);
  }
  if (flow === 'REFRESH_TOKEN_AUTH') return refreshTokens(state, client, parameters);
  if (flow === 'USER_SRP_AUTH') return startSrp(state, pool, client, parameters, request.ClientMetadata);
  return signInWithPassword(state, {
    pool,
    client,
    parameters,
    ...(request.ClientMetadata === undefined ? {} : { clientMetadata: request.ClientMetadata }),
  });
};
