import { AwsError } from '../../aws-error.ts';
import { clientOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';
import { isPlainSecretOf } from '../sign-in/plain-secret.ts';
import { renewTokens } from '../sign-in/refresh-tokens.ts';

type GetTokensFromRefreshTokenRequest = {
  readonly RefreshToken: string;
  readonly ClientId: string;
  readonly ClientSecret?: string;
  readonly ClientMetadata?: Readonly<Record<string, string>>;
};

/** Takes the secret itself, not a hash. Refresh tokens do not rotate here: no client can ask for it. */
export const getTokensFromRefreshToken = defineOperation<GetTokensFromRefreshTokenRequest>(
  ['RefreshToken', 'ClientId', 'ClientSecret', 'ClientMetadata'],
  async (state, request) => {
    const { client } = clientOf(state, request.ClientId);
    if (!isPlainSecretOf(client, request.ClientSecret)) {
      throw new AwsError('NotAuthorizedException', 'Invalid client secret.');
    }
    const { AuthenticationResult } = await renewTokens(state, client, {
      token: request.RefreshToken,
      clientMetadata: request.ClientMetadata,
    });
    return { AuthenticationResult };
  },
);
