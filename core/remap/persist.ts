import { InterruptedError } from '../errors.ts';
import { retry } from '../flow/retry.ts';
import type { RemapPace, RemapPorts } from './remap-settings.ts';
import { TableFault } from './table-ports.ts';

/**
 * Calls until it works, through throttling and outages, with growing pauses. For calls that may safely be made again.
 */
export const persist = <T>(
  ports: Pick<RemapPorts, 'clock' | 'random' | 'signal' | 'onNote'>,
  pace: RemapPace,
  call: () => Promise<T>,
): Promise<T> =>
  retry(
    () => {
      if (ports.signal.aborted) throw new InterruptedError();
      return call();
    },
    {
      maxAttempts: pace.maxAttempts,
      baseDelayMs: pace.baseDelayMs,
      maxDelayMs: pace.maxDelayMs,
      isRetryable: (error) => error instanceof TableFault && (error.kind === 'throttled' || error.kind === 'unknown'),
      clock: ports.clock,
      random: ports.random,
      signal: ports.signal,
      onRetry: (error) => ports.onNote(error instanceof TableFault ? error.code : 'retrying'),
    },
  );
