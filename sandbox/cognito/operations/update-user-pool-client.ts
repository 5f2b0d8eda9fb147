import { assertClientSettings } from '../app-clients/check-client-settings.ts';
import { CLIENT_SETTING_MEMBERS, toClientSettings, type WireClientSettings } from '../app-clients/client-settings.ts';
import { describeClient } from '../app-clients/describe-client.ts';
import { clientOfPool, poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';
import { beginChange } from '../pools/begin-change.ts';

type UpdateUserPoolClientRequest = WireClientSettings & { readonly UserPoolId: string; readonly ClientId: string };

/** Sessions hold on to their client: it changes in place, so that they follow. Its secret stays. */
export const updateUserPoolClient = defineOperation<UpdateUserPoolClientRequest>(
  ['UserPoolId', 'ClientId', ...CLIENT_SETTING_MEMBERS],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const client = clientOfPool(pool, request.ClientId);
    assertClientSettings(pool, request, client.secrets.length > 0);
    beginChange(state, pool);
    Object.assign(client, toClientSettings(request, client.name), { modifiedMs: state.clock.nowMs() });
    return { UserPoolClient: describeClient(pool, client) };
  },
);
