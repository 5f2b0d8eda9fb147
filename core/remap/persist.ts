import { InterruptedError, PoolferryError } from '../errors.ts';
import { retry } from '../flow/retry.ts';
import type { RemapPace, RemapPorts } from './remap-settings.ts';
import { TableFault } from './table-ports.ts';

/**
 * Calls until it works, through throttling and outages, with growing pauses. For calls that may safely be made again.
 * What remains is an error for people, or the interruption.
 */
export const persist = async <T>(
  ports: Pick<RemapPorts, 'clock' | 'random' | 'signal' | 'onNote'>,
  pace: RemapPace,
  call: () => Promise<T>,
): Promise<T> => {
  const { clock, random, signal, onNote } = ports;
  const { maxAttempts, baseDelayMs, maxDelayMs } = pace;
  try {
    return await retry(
      () => {
        if (signal.aborted) throw new InterruptedError();
        return call();
      },
      {
        maxAttempts,
        baseDelayMs,
        maxDelayMs,
        isRetryable: (error) => error instanceof TableFault && (error.kind === 'throttled' || error.kind === 'unknown'),
        clock,
        random,
        signal,
        onRetry: (error) => onNote(error instanceof TableFault ? error.code : 'retrying'),
      },
    );
  } catch (error) {
    if (signal.aborted) throw new InterruptedError();
    throw error instanceof TableFault ? explainFault(error) : error;
  }
};

/** What people are told of a fault that trying again did not mend. */
export const explainFault = ({ kind, code, cause }: Pick<TableFault, 'kind' | 'code' | 'cause'>): PoolferryError =>
  kind === 'throttled' || kind === 'unknown'
    ? new PoolferryError(`DynamoDB did not answer for too long (${code}).`, {
        code: 'table-unreachable',
        hint: 'Check the Region, the network and the endpoint, then run the same command again.',
        cause,
      })
    : new PoolferryError(`DynamoDB refused a request (${code}).`, {
        code: 'table-refused-request',
        hint: 'Run it with --debug for the whole error.',
        cause,
      });
