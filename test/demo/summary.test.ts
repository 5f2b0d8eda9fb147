import { describe, expect, it } from 'vitest';
import { checkInvariants } from '../../sandbox/demo/invariants/all-invariants.ts';
import { writeSummary } from '../../sandbox/demo/summary.ts';
import { soundEvidence } from '../support/demo-evidence.ts';

const summaryOf = (evidence: ReturnType<typeof soundEvidence>) => writeSummary(evidence, checkInvariants(evidence));

describe('the summary', () => {
  it('tells who crossed how, who did not and why, and what was rewritten', () => {
    const text = summaryOf(soundEvidence()).join('\n');

    expect(text).toContain('1  by signing in');
    expect(text).toContain('1  by an import job');
    expect(text).toMatch(/1 {2}disabled +disabled in the source, e\.g\. rex/);
    expect(text).toContain('2  of 4 items of Vehicle: owner 2, drivers 1');
    expect(text).toContain('1  of 1 items of Receipt: userID 1');
    expect(text).not.toContain('BREACH');
  });

  it('names the rule that was broken and who is concerned', () => {
    const text = summaryOf({ ...soundEvidence(), rejects: [] }).join('\n');

    expect(text).toContain('BREACH I1');
    expect(text).toContain('"rex" should be in exactly one place');
  });

  it('shows a few of many breaches and counts the rest', () => {
    const sound = soundEvidence();
    const moved = { ...sound, sourceAfter: { ...sound.sourceAfter, users: [] } };
    const many = { ...moved, sourceBefore: { ...sound.sourceBefore, users: manyUsers(sound) } };

    expect(summaryOf(many).join('\n')).toContain('- and 4 more');
  });

  it('has no line over 80 columns', () => {
    expect(summaryOf({ ...soundEvidence(), rejects: [] }).filter((line) => line.length > 80)).toEqual([]);
  });

  it('is the same for the same evidence', () => {
    expect(summaryOf(soundEvidence())).toEqual(summaryOf(soundEvidence()));
  });
});

const manyUsers = ({ sourceBefore }: ReturnType<typeof soundEvidence>) =>
  Array.from({ length: 3 }, (_, index) =>
    sourceBefore.users.map((user) => ({ ...user, sub: `${user.sub}-${index}`, username: `${user.username}${index}` })),
  ).flat();
