/**
 * Runs a program of Node for as long as its own stdin stays open: when the demo ends, in whatever way, the command that
 * it runs ends, too. Output, exit code and signal are the program's. Usage: command-guard.ts <script> <arguments...>
 */
import { spawn } from 'node:child_process';

const child = spawn(process.execPath, process.argv.slice(2), { stdio: ['ignore', 'inherit', 'inherit'] });
process.stdin.resume();
process.stdin.once('close', () => void child.kill('SIGKILL'));
// Ctrl-C reaches every process of the terminal: it is the demo's end that counts, not the guard's.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
child.once('close', (code, signal) => {
  if (signal === null) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
