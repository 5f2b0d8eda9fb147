import { AwsError } from '../../aws-error.ts';
import { clientOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';
import { isPlainSecretOf } from '../sign-in/plain-secret.ts';

type RevokeTokenRequest = { readonly Token: string; readonly ClientId: string; readonly ClientSecret?: string };

/** An unknown token is none that could still be used: no error. */
export const revokeToken = defineOperation<RevokeTokenRequest>(
  ['Token', 'ClientId', 'ClientSecret'],
  (state, request) => {
    const { client } = clientOf(state, request.ClientId);
    if (!isPlainSecretOf(client, request.ClientSecret)) {
      throw new AwsError('UnauthorizedException', 'Invalid client secret.');
    }
    if (request.Token.split('.').length === 3) {
      throw new AwsError('UnsupportedTokenTypeException', 'Only refresh tokens can be revoked.');
    }
    const session = state.tokens.byRefreshToken(request.Token);
    if (session?.client.id === client.id) state.tokens.end(session);
    return {};
  },
);
