import { type FunctionProcess, startFunctionProcess } from './function-process.ts';
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

  return {
    invoke: async (event, timeoutMs) => {
      const warm = idle.pop();
      const process = warm ?? start();
      const outcome = await process.invoke(event, timeoutMs);
      if (outcome.kind === 'failed') running.delete(process);
      else idle.push(process);
      return { ...outcome, coldStart: warm === undefined };
    },
    output: () => chunks.join(''),
    close: async () => {
      await Promise.all(Array.from(running, (process) => process.kill()));
      running.clear();
      idle.length = 0;
    },
  };
};
