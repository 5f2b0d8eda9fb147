import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carriedAttributeNames, carriedAttributes } from '../../core/users/carried-attributes.ts';
import { isWritableAttribute } from '../../core/users/standard-attributes.ts';
import { buildUser, buildUsersConfig } from '../support/user-builders.ts';

const carry = (attributes: Record<string, string>, config: object = {}) =>
  Object.fromEntries(carriedAttributes(buildUser(1, { attributes }), buildUsersConfig(config)));

describe('carriedAttributes', () => {
  it('carries standard attributes and leaves custom ones behind unless they are named', () => {
    expect(carry({ name: 'Ann', 'custom:role': 'admin' })).toEqual({
      name: 'Ann',
      email: 'user1@example.com',
      email_verified: 'true',
    });
  });

  it('carries named custom attributes under their new name', () => {
    const config = { attributes: { copy: ['custom:org', 'custom:plan'], rename: { 'custom:org': 'custom:tenant' } } };
    expect(carry({ 'custom:org': 'acme', 'custom:plan': 'gold' }, config)).toEqual({
      'custom:tenant': 'acme',
      'custom:plan': 'gold',
    });
  });

  it.each(['TRUE', 'True', '1', 'yes', ' true', 'false', ''])('takes the verified flag %j for false', (flag) => {
    expect(carry({ email_verified: flag }).email_verified).toBe('false');
  });

  it('carries a custom attribute whose name ends like a flag of Cognito as it is', () => {
    const config = { attributes: { copy: ['custom:kyc_verified'] } };
    expect(carry({ 'custom:kyc_verified': 'pending' }, config)).toEqual({ 'custom:kyc_verified': 'pending' });
  });

  it('gives an address without a flag the flag false', () => {
    expect(carry({ phone_number: '+12345550100' }).phone_number_verified).toBe('false');
  });

  it('leaves the flag behind with its address', () => {
    expect(carry({}, { attributes: { copy: ['name'] } })).toEqual({});
    expect(carry({ email: '' }).email_verified).toBeUndefined();
  });

  it('keeps the source sub and username where the configuration says, over what the source has there', () => {
    const config = {
      previousSub: 'custom:prev_sub_id',
      previousUsername: 'custom:prev_username',
      attributes: { copy: ['custom:prev_sub_id'] },
    };
    expect(carry({ 'custom:prev_sub_id': 'forged' }, config)).toEqual({
      'custom:prev_sub_id': buildUser(1).sub,
      'custom:prev_username': 'user1',
    });
  });

  it.each(['sub', 'identities', 'cognito:user_status', 'dev:custom:note', '__proto__'])('never carries %s', (name) => {
    const copied = carry({ [name]: 'x' }, { attributes: { copy: [name], rename: { [name]: 'custom:plan' } } });
    expect(Object.keys(copied)).toEqual([]);
  });

  it('carries nothing but what the configuration names, whatever users have', () => {
    const names = fc.oneof(
      fc.constantFrom(
        'name',
        'email',
        'email_verified',
        'sub',
        'identities',
        'custom:plan',
        'custom:role',
        'dev:custom:x',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.dictionary(names, fc.string()), (attributes) => {
        const config = buildUsersConfig({ attributes: { copy: ['standard', 'custom:plan'] } });
        const carried = carriedAttributes(buildUser(1, { attributes }), config);
        for (const name of carried.keys()) {
          expect(carriedAttributeNames(config)).toContain(name);
          expect(isWritableAttribute(name)).toBe(true);
        }
      }),
    );
  });
});
