import { afterAll, expect, vi } from 'vitest';

/** Files share the process of a worker: what one of them leaves behind in it, the next one would meet. */
const found = { environment: { ...process.env }, directory: process.cwd() };

afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  expect({ environment: { ...process.env }, directory: process.cwd() }).toEqual(found);
});
