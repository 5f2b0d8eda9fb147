import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PUBLIC_OPERATIONS } from '../../sandbox/http/public-operations.ts';
import { projectRoot, readSourceFiles } from '../support/source-files.ts';

/** Those of the set-up, with resources and conditions of their own. */
const ALLOWED_APART = ['CreateUserPool', 'TagResource', 'DescribeUserPool'];

describe('the policy in docs/live.md', () => {
  const policy = readFileSync(`${projectRoot}docs/live.md`, 'utf8');
  const allowed = [...policy.matchAll(/"cognito-idp:(\w+)"/g)].map(([, action = '']) => action);
  const sent = readSourceFiles()
    .filter(({ path }) => /^test\/contract\/|^test\/support\/(aws-under-test|import-job-steps)/.test(path))
    .flatMap(({ source }) => [...source.matchAll(/new ([A-Z]\w+)Command\(/g)].map(([, name = '']) => name))
    .filter((name) => !/^(GetLogEvents|DescribeLog)/.test(name) && !PUBLIC_OPERATIONS.has(name));

  it('allows all that contract tests ask of user pools with credentials, and no more', () => {
    const byAdministrators = (name: string) => name.startsWith('Admin');
    const needed = new Set(sent.filter((name) => !byAdministrators(name)));

    expect(needed.size).toBeGreaterThan(20);
    expect([...needed].filter((name) => !allowed.includes(name)).sort()).toEqual([]);
    expect(allowed.filter((name) => name !== 'Admin' && !needed.has(name) && !ALLOWED_APART.includes(name))).toEqual(
      [],
    );
  });
});
