import { expect, it } from 'vitest';
import { parseConfig } from '../../core/config/parse-config.ts';
import { findClaimsProblems } from '../../core/issue-claims/find-claims-problems.ts';

const problemsOf = (claims: object, groups: object = {}) => {
  const parsed = parseConfig({
    users: { previousSub: 'custom:prev_sub_id' },
    ledger: { tableName: 'ledger' },
    trigger: { sourceClientId: 'client', claims, groups },
  });
  if (!parsed.ok) return parsed.problems;
  return findClaimsProblems(parsed.config);
};

it.each<[string, object, object, string[]]>([
  ['a claim', { owner: 'owner_id' }, {}, []],
  ['groups alone', { groups: true }, { admins: 'administrators' }, []],
  ['nothing', {}, {}, ['trigger.claims: names no claim, and no groups']],
  [
    'groups where none cross',
    { groups: true },
    {},
    ['trigger.claims.groups: is on, but no group crosses; see trigger.groups'],
  ],
  [
    'one name for two claims',
    { owner: 'x', previousSub: 'x' },
    {},
    ['trigger.claims.owner: is the same claim as trigger.claims.previousSub'],
  ],
  ['a claim of AWS', { owner: 'sub' }, {}, [`trigger.claims.owner: "sub" is a claim of AWS's own`]],
  [
    'an attribute that users write',
    { previousSub: 'nickname' },
    {},
    ['trigger.claims.previousSub: "nickname" is an attribute of users'],
  ],
])('judges %s', (_, claims, groups, problems) => {
  expect(problemsOf(claims, groups)).toEqual(problems);
});

it.each(['custom:owner', 'cognito:groups', 'dev:x', '', '9x'])('takes no claim called %j', (owner) => {
  expect(problemsOf({ owner })).toEqual([expect.stringContaining('trigger.claims.owner')]);
});
