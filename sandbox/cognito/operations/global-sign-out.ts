import { defineOperation } from '../operation.ts';

export const globalSignOut = defineOperation<{ readonly AccessToken: string }>(['AccessToken'], (state, request) => {
  state.tokens.endAllOf(state.tokens.byAccessToken(state, request.AccessToken).user);
  return {};
});
