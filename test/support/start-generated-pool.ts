import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

type GeneratedPoolSettings = {
  readonly size: number;
  /** Pages are never larger, whatever is asked for. */
  readonly pageSize?: number;
  /** How long every page takes. */
  readonly latencyMs?: number;
  /** Requests of ListUsers beyond it are throttled. */
  readonly requestsPerSecond?: number;
};

/** Starts a service, in a process of its own, that lists a pool of generated users. */
export const startGeneratedPool = async (settings: GeneratedPoolSettings) => {
  const path = fileURLToPath(new URL('generated-pool-server.ts', import.meta.url));
  const server = spawn(process.execPath, [path], {
    env: { ...process.env, GENERATED_POOL: JSON.stringify(settings) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`the pool did not start (${code})`)));
    server.stdout.once('data', (said: Buffer) => resolve(said.toString().trim()));
  });
  return {
    url,
    sourcePoolId: 'eu-west-1_aSource',
    targetPoolId: 'eu-west-1_aTarget',
    environment: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'y',
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.once('close', () => resolve());
        server.kill();
      }),
  };
};
