import type { CognitoControls } from '../../sandbox/cognito/controls.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';

/**
 * What of Cognito goes by the clock on the wall would make a test depend on how busy its machine is. From now on functions
 * have all the time that they need, and import jobs go on whenever somebody looks at them.
 */
export const unhurry = ({ cognito }: Pick<Sandbox, 'cognito'>, more: Partial<CognitoControls> = {}) => {
  Object.assign(cognito.controls, {
    triggerTimeoutMs: 60_000,
    importPendingMs: Number.POSITIVE_INFINITY,
    importInProgressMs: Number.POSITIVE_INFINITY,
    ...more,
  });
};
