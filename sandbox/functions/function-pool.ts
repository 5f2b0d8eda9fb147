import { type FunctionProcess, type ProcessOutcome, startFunctionProcess } from './function-process.ts';
import { exited, timedOut } from './lambda-words.ts';
import type { FunctionDefinition, InvocationResult } from './registry.ts';

/** The warm processes of one function. */
export type FunctionPool = {
  invoke(event: unknown, timeoutMs: number): Promise<InvocationResult>;
  output(): string;
  close(): Promise<void>;
};

export const createFunctionPool = (
  arn: string,
  definition: FunctionDefinition,
  environment: () => Readonly<Record<string, string>>,
): FunctionPool => {
  const running = new Set<FunctionProcess>();
  const idle: FunctionProcess[] = [];
  const chunks: string[] = [];
  let started = 0;
  let busy = 0;

  const start = (): FunctionProcess => {
    started += 1;
    const process = startFunctionProcess({
      arn,
      number: started,
      definition,
      environment: { ...environment(), ...definition.environment },
      onOutput: (text) => void chunks.push(text),
    });
    running.add(process);
    return process;
  };

  /** Others ended by themselves in between. */
  const popRunning = (): FunctionProcess | undefined => {
    let process = idle.pop();
    while (process !== undefined && !process.isRunning()) {
      running.delete(process);
      process = idle.pop();
    }
    return process;
  };

  const ownTimeoutMs = definition.timeoutMs ?? Number.POSITIVE_INFINITY;

  const toResult = (outcome: ProcessOutcome, coldStart: boolean, isOwnTimeout: boolean): InvocationResult => {
    if (outcome.kind === 'ended') return { ...exited(outcome.requestId, outcome.exitCode), coldStart };
    if (outcome.kind !== 'late') return { ...outcome, coldStart };
    return isOwnTimeout
      ? { ...timedOut(outcome.requestId, definition), coldStart }
      : { kind: 'failed', reason: 'timeout', coldStart };
  };

  return {
    invoke: async (event, timeoutMs) => {
      if (busy >= (definition.reservedConcurrency ?? Number.POSITIVE_INFINITY)) {
        return { kind: 'failed', reason: 'throttled', coldStart: false };
      }
      const warm = popRunning();
      const process = warm ?? start();
      busy += 1;
      const outcome = await process.invoke(event, Math.min(timeoutMs, ownTimeoutMs));
      busy -= 1;
      if (outcome.kind === 'late' || outcome.kind === 'ended') running.delete(process);
      else idle.push(process);
      return toResult(outcome, warm === undefined, ownTimeoutMs < timeoutMs);
    },
    output: () => chunks.join(''),
    close: async () => {
      await Promise.all(Array.from(running, (process) => process.kill()));
      running.clear();
      idle.length = 0;
    },
  };
};
