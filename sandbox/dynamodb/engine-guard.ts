/**
 * Runs a DynamoDB engine for as long as its own stdin stays open: when the process that started it ends, in whatever
 * way, the engine ends, too. Prints `listening` once its own engine has the port: whoever answers there before that is
 * somebody else. Usage: engine-guard.ts <dynoxide|dynalite> <port> <binary>
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const [engine, port = '0', binary = ''] = process.argv.slice(2);

const reportListening = () => void process.stdout.write('listening\n');

const runDynoxide = (): (() => void) => {
  const child = spawn(binary, ['serve', '--host', '127.0.0.1', '--port', port], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // It says this after its listen(2), and never where the port is another's.
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.startsWith('Dynoxide listening on ')) reportListening();
  });
  child.once('close', () => process.exit());
  child.once('error', () => process.exit(1));
  return () => void child.kill('SIGKILL');
};

const runDynalite = async (): Promise<() => void> => {
  const { default: dynalite } = await import('dynalite');
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  server.once('error', () => process.exit(1));
  server.listen(Number(port), '127.0.0.1', reportListening);
  return () => process.exit();
};

const stop = engine === 'dynoxide' ? runDynoxide() : await runDynalite();
process.stdin.resume();
process.stdin.once('close', stop);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, stop);
