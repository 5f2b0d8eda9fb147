import { UpdateUserPoolCommand, type UpdateUserPoolCommandInput } from '@aws-sdk/client-cognito-identity-provider';
import type { UpdateOutcome } from '../../core/trigger-wiring/change-settings.ts';
import type { PoolSettings } from '../../core/trigger-wiring/pool-settings.ts';
import { isThrottle, isTransient } from '../clients/error-kinds.ts';
import { callOptions, type PoolCall } from './pool-call.ts';

/** Sends all settings of a pool. Throws when AWS refuses them. */
export const updatePoolSettings = async (call: PoolCall, settings: PoolSettings): Promise<UpdateOutcome> => {
  const input: UpdateUserPoolCommandInput = { ...settings, UserPoolId: call.userPoolId };
  try {
    await call.client.send(new UpdateUserPoolCommand(input), callOptions(call));
    return 'applied';
  } catch (error) {
    if (isThrottle(error) || (error as Error).name === 'ConcurrentModificationException') return 'busy';
    if (isTransient(error)) return 'unknown';
    throw error;
  }
};
