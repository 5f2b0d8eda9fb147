import { createFunctionPool, type FunctionPool } from './function-pool.ts';

/** A Lambda function: a module, the name of its export, and the environment it is deployed with. */
export type FunctionDefinition = {
  /** Absolute path of a `.ts`, `.mjs` or `.js` module. */
  readonly modulePath: string;
  readonly handlerName: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The function's own timeout. A caller that waits longer gets Lambda's words for it as an error of the function. */
  readonly timeoutMs?: number;
  /** Further events are refused while this many run. 0 refuses them all. */
  readonly reservedConcurrency?: number;
};

export type InvocationResult =
  | { readonly kind: 'returned'; readonly payload: unknown; readonly coldStart: boolean }
  | { readonly kind: 'threw'; readonly errorType: string; readonly errorMessage: string; readonly coldStart: boolean }
  /** The caller's time was over, or Lambda did not take the event. */
  | { readonly kind: 'failed'; readonly reason: 'timeout' | 'throttled'; readonly coldStart: boolean };

export type Invocation = { readonly event: unknown; readonly result: InvocationResult };

/**
 * Runs functions as Lambda does: each in processes of its own that are kept warm and serve one event at a time, with
 * JSON in and JSON out. Their processes end with the sandbox's.
 */
export type FunctionRegistry = {
  register(arn: string, definition: FunctionDefinition): void;
  has(arn: string): boolean;
  /**
   * Kills the process when it has not answered after `timeoutMs`, start included. A process that ends by itself and a
   * function that outlives its own timeout have thrown what Lambda says of them.
   */
  invoke(arn: string, event: unknown, timeoutMs: number): Promise<InvocationResult>;
  /** Everything the function wrote to stdout and stderr. Complete once an invocation has resolved. */
  outputOf(arn: string): string;
  /** In the order in which they ended. */
  invocations(arn: string): readonly Invocation[];
  close(): Promise<void>;
};

/** `environment` is what every function gets: region, credentials, endpoints. Definitions win over it. */
export const createFunctionRegistry = (environment: () => Readonly<Record<string, string>>): FunctionRegistry => {
  const pools = new Map<string, FunctionPool>();
  const history = new Map<string, Invocation[]>();
  let isClosed = false;

  const poolOf = (arn: string): FunctionPool => {
    const pool = pools.get(arn);
    if (pool === undefined) throw new Error(`No function is registered as ${arn}.`);
    return pool;
  };

  return {
    register: (arn, definition) => {
      void pools.get(arn)?.close();
      pools.set(arn, createFunctionPool(arn, definition, environment));
      history.set(arn, []);
    },
    has: (arn) => pools.has(arn),
    invoke: async (arn, event, timeoutMs) => {
      if (isClosed) throw new Error('The functions are closed.');
      const result = await poolOf(arn).invoke(event, timeoutMs);
      history.get(arn)?.push({ event, result });
      return result;
    },
    outputOf: (arn) => poolOf(arn).output(),
    invocations: (arn) => history.get(arn) ?? [],
    close: async () => {
      isClosed = true;
      await Promise.all(Array.from(pools.values(), (pool) => pool.close()));
    },
  };
};
