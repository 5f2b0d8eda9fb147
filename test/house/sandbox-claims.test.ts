import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../support/source-files.ts';
import { readSandboxClaims } from './sandbox-claims.ts';
import { readTestTitles } from './threats.ts';

const read = (path: string): string => readFileSync(`${projectRoot}${path}`, 'utf8');

describe('sandbox/README.md', () => {
  const claims = readSandboxClaims(read('sandbox/README.md'));

  it('has a claim about everything that the sandbox is split into', () => {
    const files = new Set(claims.map(({ test }) => test?.file));

    expect(claims.length).toBeGreaterThan(250);
    expect([...files]).toEqual(
      expect.arrayContaining([
        'sandbox/faults.test.ts',
        'sandbox/quotas.test.ts',
        'sandbox/transport.test.ts',
        'sandbox/refused-operations.test.ts',
      ]),
    );
  });

  it('says of every claim how sure it is, and which test shows it', () => {
    const vague = claims.filter(({ certainty, test }) => !/^[DRU-]$/.test(certainty) || test === undefined);

    expect(vague.map(({ behaviour }) => behaviour)).toEqual([]);
  });

  it('names only tests that exist', () => {
    const missing = claims.filter(({ test }) => {
      if (test === undefined) return false;
      const path = `test/${test.file}`;
      return !existsSync(`${projectRoot}${path}`) || !readTestTitles(read(path)).includes(test.title);
    });

    expect(missing.map(({ behaviour, test }) => `${behaviour}: ${test?.file}: ${test?.title}`)).toEqual([]);
  });
});
