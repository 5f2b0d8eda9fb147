import { AwsError, notServed } from '../../aws-error.ts';
import { LOWER_CASE_AND_DIGITS } from '../../seeded-values.ts';
import { defineOperation } from '../operation.ts';
import { addGeneratedSecret } from '../state/client-secrets.ts';
import { describeClient } from '../state/describe-client.ts';
import { poolOf } from '../state/lookups.ts';
import { type TokenValidity, toTokenLifetimes } from '../state/token-lifetimes.ts';
import type { UserPoolClient } from '../state/user-pool-client.ts';

type CreateUserPoolClientRequest = TokenValidity & {
  readonly UserPoolId: string;
  readonly ClientName: string;
  readonly GenerateSecret?: boolean;
  readonly ExplicitAuthFlows?: readonly string[];
  readonly PreventUserExistenceErrors?: UserPoolClient['preventUserExistenceErrors'];
  readonly ReadAttributes?: readonly string[];
  readonly WriteAttributes?: readonly string[];
  readonly SupportedIdentityProviders?: readonly string[];
  readonly EnableTokenRevocation?: boolean;
};

/** What a client may do when nobody said. */
const DEFAULT_AUTH_FLOWS = ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH'];

export const createUserPoolClient = defineOperation<CreateUserPoolClientRequest>(
  [
    'UserPoolId',
    'ClientName',
    'GenerateSecret',
    'ExplicitAuthFlows',
    'PreventUserExistenceErrors',
    'ReadAttributes',
    'WriteAttributes',
    'SupportedIdentityProviders',
    'EnableTokenRevocation',
    'RefreshTokenValidity',
    'AccessTokenValidity',
    'IdTokenValidity',
    'TokenValidityUnits',
  ],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    if (request.EnableTokenRevocation === false) throw notServed('clients without token revocation');
    for (const name of [...(request.ReadAttributes ?? []), ...(request.WriteAttributes ?? [])]) {
      if (!pool.schema.has(name)) {
        throw new AwsError('InvalidParameterException', 'Invalid write attributes specified while creating a client');
      }
    }
    const number = state.nextNumber('client');
    const id = state.seeded.text(`client|${number}`, LOWER_CASE_AND_DIGITS, 26);
    const client: UserPoolClient = {
      id,
      name: request.ClientName,
      secrets: [],
      authFlows: request.ExplicitAuthFlows ?? DEFAULT_AUTH_FLOWS,
      preventUserExistenceErrors: request.PreventUserExistenceErrors ?? 'LEGACY',
      ...(request.ReadAttributes === undefined ? {} : { readAttributes: request.ReadAttributes }),
      ...(request.WriteAttributes === undefined ? {} : { writeAttributes: request.WriteAttributes }),
      ...toTokenLifetimes(request),
      createdMs: state.clock.nowMs(),
      others:
        request.SupportedIdentityProviders === undefined
          ? {}
          : { SupportedIdentityProviders: request.SupportedIdentityProviders },
    };
    if (request.GenerateSecret) addGeneratedSecret(state, client);
    pool.clients.set(id, client);
    state.clients.set(id, { pool, client });
    return { UserPoolClient: describeClient(pool, client) };
  },
);
