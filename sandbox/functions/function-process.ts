import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createMarkedOutput } from './marked-output.ts';
import type { FunctionDefinition } from './registry.ts';

export type ProcessOutcome =
  | { readonly kind: 'returned'; readonly payload: unknown }
  | { readonly kind: 'threw'; readonly errorType: string; readonly errorMessage: string }
  | { readonly kind: 'failed'; readonly reason: 'timeout' | 'exit' };

/** One process of one function. Serves one event at a time. */
export type FunctionProcess = {
  /** After `failed` the process is gone. */
  invoke(event: unknown, timeoutMs: number): Promise<ProcessOutcome>;
  kill(): Promise<void>;
};

const RUNTIME = fileURLToPath(new URL('./function-runtime.ts', import.meta.url));

const toOutcome = (answer: string): ProcessOutcome => {
  const { error, payload } = JSON.parse(answer);
  return error === undefined
    ? { kind: 'returned', payload }
    : { kind: 'threw', errorType: error.errorType, errorMessage: error.errorMessage };
};

const spawnRuntime = (options: ProcessOptions): ChildProcess => {
  const name = options.arn.split(':')[6] ?? 'function';
  return spawn(process.execPath, [RUNTIME, options.definition.modulePath], {
    // Nothing of the sandbox's own environment: a function sees what it is deployed with.
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      TZ: ':UTC',
      LANG: 'en_US.UTF-8',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: `sandbox/${options.number}`,
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      _HANDLER: options.definition.handlerName,
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
};

export type ProcessOptions = {
  readonly arn: string;
  readonly number: number;
  readonly definition: FunctionDefinition;
  readonly environment: Readonly<Record<string, string>>;
  readonly onOutput: (text: string) => void;
};

export const startFunctionProcess = (options: ProcessOptions): FunctionProcess => {
  const child = spawnRuntime(options);
  const outputs = [child.stdout, child.stderr].map((stream) => createMarkedOutput(stream, options.onOutput));
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  let lastNumber = 0;

  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };

  const answerOf = (number: number): Promise<string> =>
    new Promise((resolve) => {
      const listen = (message: unknown): void => {
        const { number: answered, answer } = message as { number: number; answer: string };
        if (answered !== number) return;
        child.off('message', listen);
        resolve(answer);
      };
      child.on('message', listen);
    });

  return {
    kill,
    invoke: async (event, timeoutMs) => {
      lastNumber += 1;
      const number = lastNumber;
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<'timeout'>((resolve) => {
        timer = setTimeout(() => resolve('timeout'), timeoutMs);
      });
      const complete = Promise.all([answerOf(number), ...outputs.map((output) => output.reached(number))]);
      child.send({ number, arn: options.arn, event: JSON.stringify(event), timeoutMs });
      const first = await Promise.race([complete, timeout, ended.then((): 'exit' => 'exit')]);
      clearTimeout(timer);
      if (first === 'timeout') await kill();
      if (first === 'timeout' || first === 'exit') return { kind: 'failed', reason: first };
      return toOutcome(first[0]);
    },
  };
};
