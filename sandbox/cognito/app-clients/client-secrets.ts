import { AwsError } from '../../aws-error.ts';
import { LOWER_CASE_AND_DIGITS } from '../../seeded-values.ts';
import type { CognitoState } from '../cognito-state.ts';
import { toEpochSeconds, type Wire } from '../wire.ts';
import type { ClientSecret, UserPoolClient } from './user-pool-client.ts';

const MAX_SECRETS = 2;

/** `<client-id>--<epoch-create-time>`. Two of one moment must not share an id. */
const secretId = (client: UserPoolClient, createdMs: number): string => {
  const taken = new Set(client.secrets.map(({ id }) => id));
  let epoch = Math.floor(createdMs);
  while (taken.has(`${client.id}--${epoch}`)) epoch += 1;
  return `${client.id}--${epoch}`;
};

export const addSecret = (state: CognitoState, client: UserPoolClient, value: string): ClientSecret => {
  if (client.secrets.length >= MAX_SECRETS) {
    throw new AwsError('LimitExceededException', `A user pool client can have up to ${MAX_SECRETS} secrets.`);
  }
  const createdMs = state.clock.nowMs();
  const secret = { id: secretId(client, createdMs), value, createdMs };
  client.secrets.push(secret);
  return secret;
};

export const addGeneratedSecret = (state: CognitoState, client: UserPoolClient): ClientSecret => {
  const number = state.nextNumber(`client secret|${client.id}`);
  return addSecret(state, client, state.seeded.text(`client secret|${client.id}|${number}`, LOWER_CASE_AND_DIGITS, 51));
};

/** `ClientSecretDescriptorType` without the value, which only the answer to the creation of a generated one shows. */
export const describeSecret = ({ id, createdMs }: ClientSecret): Wire => ({
  ClientSecretId: id,
  ClientSecretCreateDate: toEpochSeconds(createdMs),
});
