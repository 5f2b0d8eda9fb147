import type { Readable } from 'node:stream';
import type { Clock } from '../../core/flow/clock.ts';
import type { LocalRunStoreSettings } from '../files/local-run-store.ts';
import type { OutputStream } from '../terminal/terminal.ts';
import type { Registry } from './registry.ts';

/** Everything the command line takes from outside, so that it runs the same inside a test. */
export type CliInput = {
  /** Without the program and the script. */
  readonly argv: readonly string[];
  readonly stdin: Readable & { readonly isTTY?: boolean | undefined };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly signals: Signals;
  readonly registry: Registry;
  readonly toolVersion: string;
  readonly holder: Pick<LocalRunStoreSettings, 'hostName' | 'processId' | 'processStart' | 'isProcessAlive'>;
};

export type StopSignal = 'SIGINT' | 'SIGTERM';
export type Signals = {
  on(signal: StopSignal, listener: () => void): unknown;
  off(signal: StopSignal, listener: () => void): unknown;
};
