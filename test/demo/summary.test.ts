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

  it('tells of every trouble what came of the people who had it', () => {
    const lines = summaryOf(soundEvidence());

    expect(lines.find((line) => line.includes('by import '))).toMatch(/^ +lazily +by import +stayed$/);
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}nothing special +1 +1 +0$/));
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}disabled +0 +0 +1$/));
  });

  it('says that groups have stayed behind', () => {
    const sound = soundEvidence();
    const people = sound.people.map((each) => ({ ...each, groups: ['fleet-managers'] }));

    expect(summaryOf(sound).join('\n')).not.toContain('in groups');
    expect(summaryOf({ ...sound, people }).join('\n')).toContain('2  of them were in groups, which do not cross yet');
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
