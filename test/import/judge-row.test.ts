import { describe, expect, it } from 'vitest';
import { judgeRow, type RowEvidence } from '../../core/import/judge-row.ts';

const window = { fromMs: 1_000, toMs: 2_000 };
const earlier = { fromMs: 100, toMs: 200 };
const holder = {
  sub: 'new',
  username: 'name',
  status: 'RESET_REQUIRED',
  enabled: true,
  createdAtMs: 1_500,
  previousSub: 'old',
};
const reserved = {
  previousSub: 'old',
  state: 'reserved',
  loginHash: 'h',
  claimedBy: 'import',
  claimedAtMs: 900,
} as const;

const evidence = (overrides: Partial<RowEvidence>): RowEvidence => ({
  verdict: undefined,
  isLogWhole: true,
  words: undefined,
  holder,
  carriesPreviousSub: true,
  window,
  earlierWindows: [],
  ledgerRow: reserved,
  isPlainCsv: false,
  jobSucceeded: true,
  ...overrides,
});

const judge = (overrides: Partial<RowEvidence>) => {
  const judgement = judgeRow(evidence(overrides));
  return judgement.kind === 'failed' ? judgement.code : judgement.kind;
};

describe('a row whose name somebody holds', () => {
  it.each<[string, Partial<RowEvidence>, string]>([
    ['the log says it was made', { verdict: 'succeeded' }, 'imported'],
    [
      'and its person chose a password already',
      { verdict: 'succeeded', holder: { ...holder, status: 'CONFIRMED' } },
      'imported',
    ],
    ['and the pool keeps no previous sub', { verdict: 'succeeded', carriesPreviousSub: undefined }, 'imported'],
    ['nothing is logged, but only a job of ours can have made the user', {}, 'imported'],
    [
      'a job of this run before made the user',
      { verdict: 'skipped', holder: { ...holder, createdAtMs: 150 }, earlierWindows: [earlier] },
      'imported',
    ],
  ])('was imported when %s', (_why, overrides, expected) => {
    expect(judge(overrides)).toBe(expected);
  });

  it.each<[string, Partial<RowEvidence>, string]>([
    ['the user is older than the job', { verdict: 'succeeded', holder: { ...holder, createdAtMs: 500 } }, 'unproven'],
    [
      'the user is younger than the job',
      { verdict: 'succeeded', holder: { ...holder, createdAtMs: 99_999 } },
      'unproven',
    ],
    ['the user carries another previous sub', { verdict: 'succeeded', carriesPreviousSub: false }, 'squatted'],
    [
      'the log is not whole and the user may have signed up',
      { verdict: 'succeeded', isLogWhole: false, holder: { ...holder, status: 'CONFIRMED' } },
      'unproven',
    ],
    [
      'the log is not whole and the pool keeps no previous sub',
      { verdict: 'succeeded', isLogWhole: false, carriesPreviousSub: undefined },
      'unproven',
    ],
    ['nothing is logged and the user may have signed up', { holder: { ...holder, status: 'CONFIRMED' } }, 'unproven'],
    ['nothing is logged and the pool keeps no previous sub', { carriesPreviousSub: undefined }, 'unproven'],
    ['nothing is logged and the user is older than every job', { holder: { ...holder, createdAtMs: 500 } }, 'unproven'],
    ['this very job skipped the row', { verdict: 'skipped' }, 'unproven'],
    ['this very job failed the row', { verdict: 'failed' }, 'unproven'],
    [
      'nothing is logged and the trigger claimed the user, too',
      { ledgerRow: { ...reserved, claimedBy: 'trigger' } },
      'crossing-now',
    ],
    [
      'the trigger claimed after the holder was there',
      { verdict: 'skipped', ledgerRow: { ...reserved, claimedBy: 'trigger', claimedAtMs: 1_600 } },
      'unproven',
    ],
    [
      'the trigger claimed, but the holder is a stranger',
      { verdict: 'skipped', carriesPreviousSub: false, ledgerRow: { ...reserved, claimedBy: 'trigger' } },
      'squatted',
    ],
  ])('was not imported by us when %s', (_why, overrides, expected) => {
    expect(judge(overrides)).toBe(expected);
  });

  it('was forgotten on request, whatever the job says and whoever holds the name', () => {
    const ledgerRow = { previousSub: 'old-1', state: 'forgotten', forgottenAtMs: 0 } as const;

    for (const verdict of ['succeeded', 'skipped', 'failed', undefined] as const) {
      expect(judgeRow(evidence({ verdict, ledgerRow }))).toMatchObject({ kind: 'failed', code: 'forgotten' });
    }
  });

  it('was there already when the ledger bound the person meanwhile', () => {
    const bound = { ...reserved, state: 'bound', claimedBy: 'trigger', newSub: 'lazy', newUsername: 'l' } as const;

    expect(judgeRow(evidence({ verdict: 'skipped', ledgerRow: bound }))).toEqual({
      kind: 'already-there',
      via: 'trigger',
      newSub: 'lazy',
      newUsername: 'l',
    });
  });
});

describe('a row whose name nobody holds', () => {
  it.each<[string, Partial<RowEvidence>, string]>([
    ['was made and deleted again', { verdict: 'succeeded' }, 'gone-from-target'],
    ['was skipped for a user nobody sees', { verdict: 'skipped' }, 'skipped-by-cognito'],
    ['was refused', { verdict: 'failed', words: 'Something is not valid.' }, 'rejected-by-cognito'],
    [
      'has no verified address',
      { verdict: 'failed', words: 'does not set any of the auto verified attributes to verified.' },
      'no-verified-contact',
    ],
    ['is not mentioned by a job that went through', {}, 'no-verdict'],
    ['is not mentioned by a job that was cut short', { jobSucceeded: false }, 'not-processed'],
  ])('%s', (_what, overrides, expected) => {
    expect(judge({ holder: undefined, carriesPreviousSub: undefined, ...overrides })).toBe(expected);
  });
});
