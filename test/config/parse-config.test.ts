import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../core/config/parse-config.ts';

const source = { userPoolId: 'eu-west-1_Source' };
const target = { userPoolId: 'eu-west-1_Target' };
const trigger = { sourceClientId: 'client' };

const problemsOf = (raw: unknown) => {
  const parsed = parseConfig(raw);
  return parsed.ok ? [] : parsed.problems;
};

describe('the configuration', () => {
  it('fills in every default', () => {
    const parsed = parseConfig({ source, target });

    expect(parsed).toMatchObject({
      ok: true,
      config: {
        target: { clientIds: [] },
        users: {
          attributes: { copy: ['standard'], rename: {} },
          duplicates: 'reject',
          unverified: 'reject',
          mfa: { passwordOnly: 'deny' },
          temporaryPasswords: 'deny',
        },
        import: { canaryRows: 50 },
        limits: { listRequestsPerSecond: 20 },
        tables: [],
      },
    });
  });

  it('reports every problem at once', () => {
    const problems = problemsOf({
      sorce: source,
      users: { duplicate: 'reject', mfa: { passwordonly: 'deny' } },
      limits: { listRequestsPerSecond: 31 },
      tables: [{ name: 'Todo', owner: [] }],
    });

    expect(problems.map((problem) => problem.split(':')[0]).sort()).toEqual([
      'limits.listRequestsPerSecond',
      'sorce',
      'tables[0].owner',
      'tables[0].owners',
      'users.duplicate',
      'users.mfa.passwordonly',
    ]);
  });

  it('reports what is wrong between sound parts together with what is wrong in others', () => {
    const problems = problemsOf({
      source,
      target: source,
      trigger,
      users: { attributes: { rename: { 'custom:a': 'custom:c', 'custom:b': 'custom:c' } } },
      limits: { listRequestsPerSecond: 31 },
      tables: [
        { name: 'Todo', owners: [{ path: 'a' }] },
        { name: 'Todo', owners: [{ path: 'b' }] },
      ],
    });

    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'limits.listRequestsPerSecond',
      'target.userPoolId',
      'users.previousSub',
      'ledger.tableName',
      'users.attributes.rename',
      'tables',
    ]);
  });

  it('asks for what the trigger needs although the trigger is wrong in itself', () => {
    expect(problemsOf({ trigger: {} })).toEqual([
      'trigger.sourceClientId: is required',
      expect.stringContaining('users.previousSub: is required'),
      expect.stringContaining('ledger.tableName: is required'),
    ]);
  });

  it('blames nothing on a part that is wrong in itself', () => {
    const problems = problemsOf({
      source,
      trigger,
      users: { previousSubb: 'custom:p' },
      ledger: { tablename: 'ledger' },
    });

    expect(problems.map((problem) => problem.split(':')[0]).sort()).toEqual([
      'ledger.tableName',
      'ledger.tablename',
      'users.previousSubb',
    ]);
  });

  it.each([
    [{ sorce: source }, 'sorce: unknown key; did you mean "source"?'],
    [{ users: { duplicate: 'x' } }, 'users.duplicate: unknown key; did you mean "duplicates"?'],
    [{ users: { mfa: { passwordonly: 'deny' } } }, 'users.mfa.passwordonly: unknown key; did you mean "passwordOnly"?'],
    [
      { tables: [{ name: 'Todo', owners: [{ path: 'owner', tmplate: 'x' }] }] },
      'tables[0].owners[0].tmplate: unknown key; did you mean "template"?',
    ],
    [{ somethingElseEntirely: 1 }, 'somethingElseEntirely: unknown key'],
  ])('answers an unknown key with the nearest valid one: %j', (raw, expected) => {
    expect(problemsOf(raw)).toEqual([expected]);
  });

  it.each([
    ['the source as its own target', { source, target: source }, /^target\.userPoolId: is the source pool itself/],
    [
      'a trigger without the previous sub',
      { trigger, ledger: { tableName: 'ledger' } },
      /^users\.previousSub: is required/,
    ],
    [
      'a trigger without a ledger',
      { trigger, users: { previousSub: 'custom:prev' } },
      /^ledger\.tableName: is required/,
    ],
    [
      'one attribute for two previous ids',
      { users: { previousSub: 'custom:p', previousUsername: 'custom:p' } },
      /^users\.previousUsername: is the same/,
    ],
    [
      'two attributes renamed to one',
      { users: { attributes: { rename: { 'custom:a': 'custom:c', 'custom:b': 'custom:c' } } } },
      /both become "custom:c"/,
    ],
    [
      'a rename onto the previous sub',
      { users: { previousSub: 'custom:p', attributes: { rename: { 'custom:a': 'custom:p' } } } },
      /keeps the previous sub/,
    ],
    [
      'a table listed twice',
      {
        tables: [
          { name: 'Todo', owners: [{ path: 'a' }] },
          { name: 'Todo', owners: [{ path: 'b' }] },
        ],
      },
      /^tables: "Todo" is listed twice/,
    ],
  ])('refuses %s', (_what, raw, expected) => {
    const problems = problemsOf(raw);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });

  it.each([
    [{ source: {} }, 'source.userPoolId: is required'],
    [{ source: [] }, 'source: must be an object'],
    [{ source: { userPoolId: 7 } }, 'source.userPoolId: must be a string'],
    [{ source: { userPoolId: 'pool' } }, 'source.userPoolId: a user pool id looks like "eu-west-1_AbCdEfGhI"'],
    [
      { users: { duplicates: 'merge' } },
      'users.duplicates: must be one of "reject", "newest-created", "oldest-created", "last-modified"',
    ],
    [{ users: { previousSub: 'prev' } }, 'users.previousSub: must begin with "custom:"'],
    [
      {
        trigger: { ...trigger, logRetentionDays: 31 },
        ledger: { tableName: 'ledger' },
        users: { previousSub: 'custom:p' },
      },
      expect.stringMatching(/^trigger\.logRetentionDays: must be one of 1, 3, 5, 7, 14, 30, /),
    ],
    [{ import: { canaryRows: -1 } }, 'import.canaryRows: must be at least 0'],
    [{ import: { canaryRows: 1.5 } }, 'import.canaryRows: must be a whole number'],
    [{ limits: { listRequestsPerSecond: 31 } }, 'limits.listRequestsPerSecond: must be at most 30'],
    [{ limits: { readUnitsPerSecond: 0 } }, 'limits.readUnitsPerSecond: must be more than 0'],
    [{ tables: [{ name: 'Todo', owners: [] }] }, 'tables[0].owners: needs entries, at least 1'],
    [{ tables: {} }, 'tables: must be a list'],
  ])('says what is wrong in words: %j', (raw, expected) => {
    expect(problemsOf(raw)).toEqual([expected]);
  });

  it.each([[null], [[]], ['text'], [3]])('refuses %j, which is no object', (raw) => {
    expect(problemsOf(raw)).toHaveLength(1);
  });
});
