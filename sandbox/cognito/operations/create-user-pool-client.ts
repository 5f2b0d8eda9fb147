import { AwsError } from '../../aws-error.ts';
import { LOWER_CASE_AND_DIGITS } from '../../seeded-values.ts';
import { assertClientSettings } from '../app-clients/check-client-settings.ts';
import { addGeneratedSecret, addSecret } from '../app-clients/client-secrets.ts';
import { CLIENT_SETTING_MEMBERS, toClientSettings, type WireClientSettings } from '../app-clients/client-settings.ts';
import { describeClient } from '../app-clients/describe-client.ts';
import type { UserPoolClient } from '../app-clients/user-pool-client.ts';
import { poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';

type CreateUserPoolClientRequest = WireClientSettings & {
  readonly UserPoolId: string;
  readonly ClientName: string;
  readonly GenerateSecret?: boolean;
  readonly ClientSecret?: string;
};

export const createUserPoolClient = defineOperation<CreateUserPoolClientRequest>(
  ['UserPoolId', 'GenerateSecret', 'ClientSecret', ...CLIENT_SETTING_MEMBERS],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    if (request.GenerateSecret && request.ClientSecret !== undefined) {
      throw new AwsError('InvalidParameterException', 'GenerateSecret and ClientSecret cannot be given together.');
    }
    assertClientSettings(pool, request, Boolean(request.GenerateSecret) || request.ClientSecret !== undefined);
    const number = state.nextNumber('client');
    const id = state.seeded.text(`client|${number}`, LOWER_CASE_AND_DIGITS, 26);
    const nowMs = state.clock.nowMs();
    const client: UserPoolClient = {
      id,
      secrets: [],
      ...toClientSettings(request, request.ClientName),
      createdMs: nowMs,
      modifiedMs: nowMs,
    };
    if (request.GenerateSecret) addGeneratedSecret(state, client);
    if (request.ClientSecret !== undefined) addSecret(state, client, request.ClientSecret);
    pool.clients.set(id, client);
    state.clients.set(id, { pool, client });
    return { UserPoolClient: describeClient(pool, client) };
  },
);
