import { defineOperation, type InformationOnly } from '../operation.ts';
import { allowedFlow } from '../sign-in/auth-flows.ts';
import { refreshTokens } from '../sign-in/refresh-tokens.ts';
import { signInWithPassword } from '../sign-in/sign-in-with-password.ts';
import { clientOf } from '../state/lookups.ts';

type InitiateAuthRequest = InformationOnly & {
  readonly ClientId: string;
  readonly AuthFlow: string;
  readonly AuthParameters?: Readonly<Record<string, string>>;
  readonly ClientMetadata?: Readonly<Record<string, string>>;
};

export const initiateAuth = defineOperation<InitiateAuthRequest>(
  ['ClientId', 'AuthFlow', 'AuthParameters', 'ClientMetadata', 'AnalyticsMetadata', 'UserContextData'],
  (state, request) => {
    const { pool, client } = clientOf(state, request.ClientId);
    const parameters = request.AuthParameters ?? {};
    if (allowedFlow(client, request.AuthFlow, false) === 'REFRESH_TOKEN_AUTH') {
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
