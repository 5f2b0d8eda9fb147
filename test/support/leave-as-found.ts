import { afterAll, expect, vi } from 'vitest';

/** Files share the process of a worker: what one of them leaves behind in it, the next one would meet. */
const found = { ...process.env };
const directory = process.cwd();
/** Names only: values may be secrets of whoever runs this. */
const changed = () =>
  [...new Set([...Object.keys(found), ...Object.keys(process.env)])].filter(
    (name) => found[name] !== process.env[name],
  );

afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  expect({ changed: changed(), directory: process.cwd() }).toEqual({ changed: [], directory });
});
