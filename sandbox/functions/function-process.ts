import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createMarkedOutput } from './marked-output.ts';
import type { FunctionDefinition } from './registry.ts';

export type ProcessOutcome =
  | { readonly kind: 'returned'; readonly payload: unknown }
  | { readonly kind: 'threw'; readonly errorType: string; readonly errorMessage: string }
  | { readonly kind: 'late'; readonly requestId: string }
  | { readonly kind: 'ended'; readonly requestId: string; readonly exitCode: number | null };

/** One process of one function. Serves one event at a time. */
export type FunctionProcess = {
  /** False once the process has ended, by itself or not. */
  isRunning(): boolean;
  /** After `late` and `ended` the process is gone. */
  invoke(event: unknown, timeoutMs: number): Promise<ProcessOutcome>;
  kill(): Promise<void>;
};

const RUNTIME = fileURLToPath(new URL('./function-runtime.ts', import.meta.url));

/** Follows from the order of events, like everything in the sandbox. */
const requestIdOf = (processNumber: number, eventNumber: number): string =>
  `00000000-0000-4000-8${String(processNumber).padStart(3, '0')}-${String(eventNumber).padStart(12, '0')}`;

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
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => resolve(code));
    child.once('error', () => resolve(null));
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
    isRunning: () => child.exitCode === null && child.signalCode === null,
    invoke: async (event, timeoutMs) => {
      lastNumber += 1;
      const number = lastNumber;
      const requestId = requestIdOf(options.number, number);
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<'timeout'>((resolve) => {
        timer = setTimeout(() => resolve('timeout'), timeoutMs);
      });
      const complete = Promise.all([answerOf(number), ...outputs.map((output) => output.reached(number))]);
      child.send({ number, requestId, arn: options.arn, event: JSON.stringify(event), timeoutMs });
      const first = await Promise.race([complete, timeout, ended.then((exitCode) => ({ exitCode }))]);
      clearTimeout(timer);
      if (first === 'timeout') {
        await kill();
        return { kind: 'late', requestId };
      }
      return 'exitCode' in first ? { kind: 'ended', requestId, exitCode: first.exitCode } : toOutcome(first[0]);
    },
  };
};
