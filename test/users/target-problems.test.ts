import { describe, expect, it } from 'vitest';
import type { PoolProfile } from '../../core/users/pool-profile.ts';
import { findStatusObstacle } from '../../core/users/status-obstacle.ts';
import { findImportProblems, findTargetProblems } from '../../core/users/target-problems.ts';
import { buildTarget, buildUsersConfig } from '../support/user-builders.ts';

const withAlias: Partial<PoolProfile> = { signIn: { kind: 'username', aliases: ['email'] } };
const byBoth: Partial<PoolProfile> = { signIn: { kind: 'attribute', attributes: ['email', 'phone_number'] } };
const withShortSub = {
  schema: buildTarget().schema.map((each) => (each.name === 'custom:prev_sub_id' ? { ...each, maxLength: 20 } : each)),
};

describe('findTargetProblems', () => {
  it('finds nothing wrong with settings that work', () => {
    const config = { previousSub: 'custom:prev_sub_id', attributes: { copy: ['standard', 'custom:plan'] } };
    expect(findTargetProblems(buildUsersConfig(config), buildTarget())).toEqual([]);
  });

  it.each<[string, object, Partial<PoolProfile>, RegExp]>([
    ['keeping usernames where people sign in by e-mail', { username: 'keep' }, {}, /users\.username/],
    ['an address as username beside its alias', { username: 'email' }, withAlias, /is an alias/],
    ['leaving out one of two sign-in names', { attributes: { copy: ['email'] } }, byBoth, /leaves out "phone_number"/],
    ['leaving out the sign-in name', { attributes: { copy: ['name'] } }, {}, /leaves out "email"/],
    ['copying what Cognito owns', { attributes: { copy: ['standard', 'sub'] } }, {}, /"sub"/],
    ['copying developer attributes', { attributes: { copy: ['standard', 'dev:x'] } }, {}, /"dev:x"/],
    ['a custom attribute the target lacks', { attributes: { copy: ['standard', 'custom:zip'] } }, {}, /"custom:zip"/],
    ['renaming an address', { attributes: { rename: { email: 'custom:plan' } } }, {}, /only custom/],
    ['renaming what is not copied', { attributes: { rename: { 'custom:a': 'custom:plan' } } }, {}, /not in/],
    [
      'two attributes that become one',
      { attributes: { copy: ['standard', 'custom:plan', 'custom:a'], rename: { 'custom:a': 'custom:plan' } } },
      {},
      /"custom:a" and "custom:plan" both become "custom:plan"/,
    ],
    [
      'copying over the previous sub',
      { previousSub: 'custom:prev_sub_id', attributes: { copy: ['standard', 'custom:prev_sub_id'] } },
      {},
      /also users\.previousSub/,
    ],
    ['a previous sub that does not fit', { previousSub: 'custom:prev_sub_id' }, withShortSub, /at least 36/],
  ])('names %s', (_what, config, target, problem) => {
    const problems = findTargetProblems(buildUsersConfig(config), buildTarget(target));
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });
});

describe('findImportProblems', () => {
  it('names a target with two kinds of sign-in names', () => {
    expect(findImportProblems(buildTarget(byBoth))).toEqual([expect.stringMatching(/do not serve yet/)]);
    expect(findImportProblems(buildTarget())).toEqual([]);
  });
});

describe('findStatusObstacle', () => {
  it.each([
    ['CONFIRMED', true, undefined],
    ['RESET_REQUIRED', true, undefined],
    ['FORCE_CHANGE_PASSWORD', true, undefined],
    ['CONFIRMED', false, 'disabled'],
    ['UNCONFIRMED', true, 'unconfirmed'],
    ['EXTERNAL_PROVIDER', true, 'external-provider'],
    ['ARCHIVED', true, 'status-not-carried'],
    ['COMPROMISED', true, 'status-not-carried'],
    ['UNKNOWN', true, 'status-not-carried'],
    ['INVENTED_TOMORROW', true, 'status-not-carried'],
  ])('says of a user who is %s (enabled: %s): %s', (status, enabled, obstacle) => {
    expect(findStatusObstacle({ status, enabled }, { includeDisabled: false })).toBe(obstacle);
  });

  it('lets disabled users pass only when asked, and only in a status that crosses', () => {
    expect(findStatusObstacle({ status: 'CONFIRMED', enabled: false }, { includeDisabled: true })).toBeUndefined();
    expect(findStatusObstacle({ status: 'UNCONFIRMED', enabled: false }, { includeDisabled: true })).toBe(
      'unconfirmed',
    );
  });
});
