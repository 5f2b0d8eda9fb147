import { AwsError } from '../../aws-error.ts';
import type { InvocationResult } from '../../functions/registry.ts';
import type { CognitoState } from '../cognito-state.ts';
import { type JsonObject, responseOf } from './returned-event.ts';
import type { Trigger, TriggerCall, TriggerOrigin } from './trigger-call.ts';

const notInvoked = (trigger: Trigger, why: string): AwsError =>
  new AwsError('UnexpectedLambdaException', `${trigger} invocation failed due to error ${why}.`);

const WORDS = {
  timeout: 'Socket timeout while invoking Lambda function',
  throttled: 'TooManyRequestsException',
} as const;

/** Only a function that ran out of time is called again. */
const invokePatiently = async (state: CognitoState, arn: string, event: object): Promise<InvocationResult> => {
  const { triggerRetries, triggerTimeoutMs } = state.controls;
  for (let retried = 0; ; retried += 1) {
    const result = await state.functions.invoke(arn, event, triggerTimeoutMs);
    const isLate = result.kind === 'failed' && result.reason === 'timeout';
    if (!isLate || retried >= triggerRetries) return result;
  }
};

/**
 * Sends one event to the pool's function and returns the `response` of the event that comes back. What the function
 * throws reaches the client in words; so does Lambda's word for a function that ended or outlived its own timeout.
 * UnexpectedLambdaException: the function is missing, busy, or took longer than Cognito waits.
 */
export const invokeTrigger = async (
  state: CognitoState,
  { pool, client }: TriggerOrigin,
  call: TriggerCall,
): Promise<JsonObject> => {
  const { trigger, arn } = call;
  const event = {
    version: call.version ?? '1',
    triggerSource: call.triggerSource,
    region: state.region,
    userPoolId: pool.id,
    userName: call.userName,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: client?.id ?? 'CLIENT_ID_NOT_APPLICABLE' },
    request: call.request,
    response: call.response,
  };
  if (!state.functions.has(arn)) throw notInvoked(trigger, 'AccessDeniedException');
  const result = await invokePatiently(state, arn, event);
  if (result.kind === 'failed') throw notInvoked(trigger, WORDS[result.reason]);
  if (result.kind === 'threw') {
    throw new AwsError('UserLambdaValidationException', `${trigger} failed with error ${result.errorMessage}.`);
  }
  return responseOf(event, result.payload);
};
