import type { UserPoolClient } from '../app-clients/user-pool-client.ts';

/** For the operations that take the secret itself instead of a hash. */
export const isPlainSecretOf = (client: UserPoolClient, given: string | undefined): boolean =>
  client.secrets.length === 0 ? given === undefined : client.secrets.some(({ value }) => value === given);
