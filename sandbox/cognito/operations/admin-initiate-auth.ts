import { defineOperation, type InformationOnly } from '../operation.ts';
import { allowedFlow } from '../sign-in/auth-flows.ts';
import { refreshTokens } from '../sign-in/refresh-tokens.ts';
import { signInWithPassword } from '../sign-in/sign-in-with-password.ts';
import { clientOfPool, poolOf } from '../state/lookups.ts';

type AdminInitiateAuthRequest = InformationOnly & {
  readonly UserPoolId: string;
  readonly ClientId: string;
  readonly AuthFlow: string;
  readonly AuthParameters?: Readonly<Record<string, string>>;
  readonly ClientMetadata?: Readonly<Record<string, string>>;
};

export const adminInitiateAuth = defineOperation<AdminInitiateAuthRequest>(
  ['UserPoolId', 'ClientId', 'AuthFlow', 'AuthParameters', 'ClientMetadata', 'AnalyticsMetadata', 'ContextData'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const client = clientOfPool(pool, request.ClientId);
    const parameters = request.AuthParameters ?? {};
    if (allowedFlow(client, request.AuthFlow, true) === 'REFRESH_TOKEN_AUTH') {
      return refreshTokens(state, client, parameters);
    }
    return signInWithPassword(state, {
      pool,
      client,
      parameters,
      ...(request.ClientMetadata === undefined ? {} : { clientMetadata: request.ClientMetadata }),
    });
  },
);
