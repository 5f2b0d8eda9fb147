import {
  SetUserPoolMfaConfigCommand,
  type SetUserPoolMfaConfigCommandInput,
  UpdateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { UpdateOutcome } from '../../core/trigger-wiring/change-settings.ts';
import type { MfaConfig, PoolSettings } from '../../core/trigger-wiring/pool-settings.ts';
import { isThrottle, isTransient } from '../clients/error-kinds.ts';
import { callOptions, type PoolCall } from './pool-call.ts';

/** Sends all settings of a pool that `UpdateUserPool` takes. Throws when AWS refuses them. */
export const updatePoolSettings = (
  { client, userPoolId, ...call }: PoolCall,
  { UserPoolMfaConfig: _, ...settings }: PoolSettings,
): Promise<UpdateOutcome> =>
  toOutcome(() => client.send(new UpdateUserPoolCommand({ ...settings, UserPoolId: userPoolId }), callOptions(call)));

/** Sends all second factors of a pool, and its settings for passkeys. Throws when AWS refuses them. */
export const updateMfaConfig = (
  { client, userPoolId, ...call }: PoolCall,
  config: MfaConfig,
): Promise<UpdateOutcome> => {
  const { MfaConfiguration, WebAuthnConfiguration } = config;
  // AWS shows what the pool could send text messages by, and refuses it as a factor where there are to be none.
  const settable = MfaConfiguration === 'OFF' ? { MfaConfiguration, WebAuthnConfiguration } : config;
  const input = { ...settable, UserPoolId: userPoolId } as SetUserPoolMfaConfigCommandInput;
  return toOutcome(() => client.send(new SetUserPoolMfaConfigCommand(input), callOptions(call)));
};

const toOutcome = async (send: () => Promise<unknown>): Promise<UpdateOutcome> => {
  try {
    await send();
    return 'applied';
  } catch (error) {
    if (isThrottle(error) || (error as Error).name === 'ConcurrentModificationException') return 'busy';
    if (isTransient(error)) return 'unknown';
    throw error;
  }
};
