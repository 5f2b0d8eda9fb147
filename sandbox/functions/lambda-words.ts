import type { FunctionDefinition } from './registry.ts';

type Thrown = { readonly kind: 'threw'; readonly errorType: string; readonly errorMessage: string };

/** What Lambda answers for a function that did not answer before its own timeout. */
export const timedOut = (requestId: string, { timeoutMs = 0 }: FunctionDefinition): Thrown => ({
  kind: 'threw',
  errorType: 'Sandbox.Timedout',
  errorMessage: `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1_000).toFixed(2)} seconds`,
});

/** What Lambda answers for a process that ended in the middle of an event. */
export const exited = (requestId: string, exitCode: number | null): Thrown => ({
  kind: 'threw',
  errorType: 'Runtime.ExitError',
  errorMessage: `RequestId: ${requestId} Error: Runtime exited ${
    exitCode === null || exitCode === 0 ? 'without providing a reason' : `with error: exit status ${exitCode}`
  }`,
});
