import type { CallCognito } from '../clients/call-cognito.ts';

/**
 * The pool people want to leave: sign-in by username, which "Nina" and "nina" both may have. Its own app signs in by SRP;
 * the trigger gets a client of its own, so that no client of the app has to be edited.
 */
export const createSourcePool = async ({ call }: { readonly call: CallCognito }) => {
  const userPoolId = await createPool(call, {
    PoolName: 'fleet-app-old',
    UsernameConfiguration: { CaseSensitive: true },
    AutoVerifiedAttributes: ['email'],
    Schema: [
      { Name: 'plan', AttributeDataType: 'String', Mutable: true, StringAttributeConstraints: { MaxLength: '20' } },
      { Name: 'points', AttributeDataType: 'Number', Mutable: true, NumberAttributeConstraints: { MinValue: '0' } },
    ],
  });
  return {
    userPoolId,
    appClientId: await createClient(call, userPoolId, {
      ClientName: 'fleet-app-web',
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    }),
    triggerClientId: await createClient(call, userPoolId, {
      ClientName: 'migration-trigger',
      ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'],
    }),
  };
};

export const createPool = async (call: CallCognito, request: object): Promise<string> => {
  const { UserPool } = await call('CreateUserPool', request);
  return String((UserPool as { Id: string }).Id);
};

export const createClient = async (call: CallCognito, UserPoolId: string, request: object): Promise<string> => {
  const { UserPoolClient } = await call('CreateUserPoolClient', { UserPoolId, ...request });
  return String((UserPoolClient as { ClientId: string }).ClientId);
};
