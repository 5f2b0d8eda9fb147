import { InterruptedError } from '../../core/errors.ts';
import type { Signals, StopSignal } from './cli-input.ts';

export type SignalWatch = {
  /** Aborts at the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** Resolves at the second. */
  readonly secondSignal: Promise<void>;
  stop(): void;
};

const watched: readonly StopSignal[] = ['SIGINT', 'SIGTERM'];

export const watchSignals = (signals: Signals, onFirst: () => void): SignalWatch => {
  const first = new AbortController();
  const second = Promise.withResolvers<void>();
  const onSignal = () => {
    if (first.signal.aborted) return second.resolve();
    onFirst();
    first.abort(new InterruptedError());
  };
  for (const name of watched) signals.on(name, onSignal);
  return {
    signal: first.signal,
    secondSignal: second.promise,
    stop() {
      for (const name of watched) signals.off(name, onSignal);
    },
  };
};
