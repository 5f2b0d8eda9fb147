import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type ChildOutcome = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type Child = {
  readonly ended: Promise<ChildOutcome>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when stdout or stderr holds the text. */
  said(text: string): Promise<void>;
};

/** Starts a script of this folder in a process of its own. */
export const startChildScript = (script: string, args: readonly string[], workingDirectory?: string): Child => {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(workingDirectory === undefined ? {} : { cwd: workingDirectory }),
  });
  const heard = { stdout: '', stderr: '' };
  const waiting: { readonly text: string; readonly resolve: () => void }[] = [];
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      heard[name] += chunk;
      for (const { text, resolve } of waiting) if (heard[name].includes(text)) resolve();
    });
  }
  const ended = new Promise<ChildOutcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...heard }));
  });
  return {
    ended,
    kill: (signal) => child.kill(signal),
    said: (text) =>
      new Promise((resolve, reject) => {
        if (heard.stdout.includes(text) || heard.stderr.includes(text)) return resolve();
        waiting.push({ text, resolve });
        ended.then((outcome) => reject(new Error(`ended without saying "${text}": ${outcome.stderr}`)), reject);
      }),
  };
};
