import { defineOperation } from '../operation.ts';
import { describeSecret } from '../state/client-secrets.ts';
import { clientOfPool, poolOf } from '../state/lookups.ts';

/** Never more than two: AWS gives no token, so the sandbox takes none. */
export const listUserPoolClientSecrets = defineOperation<{ readonly UserPoolId: string; readonly ClientId: string }>(
  ['UserPoolId', 'ClientId'],
  (state, request) => ({
    ClientSecrets: clientOfPool(poolOf(state, request.UserPoolId), request.ClientId).secrets.map(describeSecret),
  }),
);
