import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BenchRow, RowResult } from './bench-row.ts';

/** Runs a row in a process of its own, so that neither heap nor compiled code of another one matters. */
export const runRow = ({ name }: Pick<BenchRow, 'name'>): Promise<RowResult> =>
  new Promise((resolve, reject) => {
    const script = fileURLToPath(new URL('./measure-row.ts', import.meta.url));
    const child = spawn(process.execPath, ['--max-old-space-size=8192', script, name], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output));
      else reject(new Error(`The row ${name} ended with exit code ${code}.`));
    });
  });
