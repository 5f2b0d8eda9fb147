import { describeSecret } from '../app-clients/client-secrets.ts';
import { clientOfPool, poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';

/** Never more than two: AWS gives no token, so the sandbox takes none. */
export const listUserPoolClientSecrets = defineOperation<{ readonly UserPoolId: string; readonly ClientId: string }>(
  ['UserPoolId', 'ClientId'],
  (state, request) => ({
    ClientSecrets: clientOfPool(poolOf(state, request.UserPoolId), request.ClientId).secrets.map(describeSecret),
  }),
);
