import { AwsError } from '../../aws-error.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../state/user-pool.ts';
import type { UserPoolClient } from '../state/user-pool-client.ts';

export type TriggerCall = {
  /** The key in LambdaConfig, which is also how errors name the trigger. */
  readonly trigger: 'UserMigration' | 'PostAuthentication';
  readonly triggerSource: string;
  readonly userName: string;
  readonly request: object;
  readonly response: object;
};

export const triggerArn = (pool: UserPool, trigger: TriggerCall['trigger']): string | undefined => {
  const arn = pool.settings.lambdaConfig[trigger];
  return typeof arn === 'string' ? arn : undefined;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const responseOf = (payload: unknown): Record<string, unknown> => {
  if (isObject(payload) && isObject(payload.response)) return payload.response;
  throw new AwsError('InvalidLambdaResponseException', 'Unrecognizable lambda output');
};

/**
 * Sends one event to the pool's function and returns the `response` of the event that comes back. What the function
 * throws reaches the client in words; a function that is missing or out of time does not.
 */
export const invokeTrigger = async (
  state: CognitoState,
  pool: UserPool,
  client: UserPoolClient,
  arn: string,
  call: TriggerCall,
): Promise<Record<string, unknown>> => {
  const event = {
    version: '1',
    triggerSource: call.triggerSource,
    region: state.region,
    userPoolId: pool.id,
    userName: call.userName,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: client.id },
    request: call.request,
    response: call.response,
  };
  const failed = (why: string): AwsError =>
    new AwsError('UnexpectedLambdaException', `${call.trigger} invocation failed due to error ${why}.`);
  if (!state.functions.has(arn)) throw failed('AccessDeniedException');
  const result = await state.functions.invoke(arn, event, state.controls.triggerTimeoutMs);
  if (result.kind === 'failed') {
    throw failed(result.reason === 'timeout' ? 'Socket timeout while invoking Lambda function' : 'Unhandled');
  }
  if (result.kind === 'threw') {
    throw new AwsError('UserLambdaValidationException', `${call.trigger} failed with error ${result.errorMessage}.`);
  }
  return responseOf(result.payload);
};
