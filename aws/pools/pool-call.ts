import type { CognitoClient } from '../users/cognito-client.ts';

/** Calls about one pool. */
export type PoolCall = { readonly client: CognitoClient; readonly userPoolId: string; readonly signal?: AbortSignal };

export const callOptions = ({ signal }: Pick<PoolCall, 'signal'>) =>
  signal === undefined ? {} : { abortSignal: signal };
