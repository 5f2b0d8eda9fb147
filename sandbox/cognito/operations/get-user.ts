import { describeMfa } from '../mfa/describe-mfa.ts';
import { defineOperation } from '../operation.ts';
import { allAttributes } from '../users/user.ts';
import { toWireAttributes } from '../wire.ts';

export const getUser = defineOperation<{ readonly AccessToken: string }>(['AccessToken'], (state, request) => {
  const { user, client } = state.tokens.byAccessToken(state, request.AccessToken);
  const readable = [...allAttributes(user)].filter(
    ([name]) => name === 'sub' || (client.readAttributes?.includes(name) ?? true),
  );
  return { Username: user.username, UserAttributes: toWireAttributes(new Map(readable)), ...describeMfa(user) };
});
