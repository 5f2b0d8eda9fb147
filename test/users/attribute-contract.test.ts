import { describe, expect, it } from 'vitest';
import { findMisfits, findMissingRequired } from '../../core/users/attribute-contract.ts';
import type { AttributeDefinition } from '../../core/users/pool-profile.ts';
import { buildTarget } from '../support/user-builders.ts';

const define = (definition: Partial<AttributeDefinition>): AttributeDefinition => ({
  name: 'custom:x',
  type: 'String',
  required: false,
  mutable: true,
  ...definition,
});

describe('findMisfits', () => {
  it.each<[string, Partial<AttributeDefinition>, string, string | undefined]>([
    ['a value of the longest length', { maxLength: 3 }, 'abc', undefined],
    ['one character more', { maxLength: 3 }, 'abcd', 'too-long'],
    ['2048 characters', {}, 'a'.repeat(2048), undefined],
    ['2049 characters', {}, 'a'.repeat(2049), 'too-long'],
    ['2049 characters where the schema promises more', { maxLength: 5000 }, 'a'.repeat(2049), 'too-long'],
    ['a value of the shortest length', { minLength: 3 }, 'abc', undefined],
    ['one character less', { minLength: 3 }, 'ab', 'too-short'],
    ['two emoji where three characters are asked for', { minLength: 3 }, '😀😀', 'too-short'],
    ['two emoji where three are allowed', { maxLength: 3 }, '😀😀', 'too-long'],
    ['a number', { type: 'Number' }, '-12', undefined],
    ['a word for a number', { type: 'Number' }, 'twelve', 'not-a-number'],
    ['an exponent', { type: 'Number' }, '1e3', 'not-a-number'],
    ['the smallest number', { type: 'Number', minValue: 5 }, '5', undefined],
    ['a smaller number', { type: 'Number', minValue: 5 }, '4', 'number-too-small'],
    ['a larger number', { type: 'Number', maxValue: 5 }, '6', 'number-too-large'],
    ['a boolean', { type: 'Boolean' }, 'false', undefined],
    ['one for a boolean', { type: 'Boolean' }, '1', 'not-a-boolean'],
    ['an ISO date', { type: 'DateTime' }, '2026-11-20T10:00:00Z', undefined],
    ['an epoch', { type: 'DateTime' }, '1471453471', undefined],
    ['a day that is none', { type: 'DateTime' }, '2026-13-41', 'not-a-date'],
    ['a day that its month does not have', { type: 'DateTime' }, '2026-02-30T10:00:00Z', 'not-a-date'],
    ['words for a date', { type: 'DateTime' }, 'yesterday', 'not-a-date'],
  ])('judges %s', (_what, definition, value, problem) => {
    const misfits = findMisfits(new Map([['custom:x', value]]), [define(definition)]);
    expect(misfits).toEqual(problem === undefined ? [] : [{ name: 'custom:x', problem, required: false }]);
  });

  it.each([
    ['birthdate', '1990-12-31', []],
    ['birthdate', '31.12.1990', ['not-a-date']],
    ['birthdate', '1990-02-30', ['not-a-date']],
    ['email', 'ann@example.com', []],
    ['email', 'ann', ['not-an-email-address']],
    ['email', 'ann @example.com', ['not-an-email-address']],
    ['phone_number', '+12345550100', []],
    ['phone_number', '0012345550100', ['not-a-phone-number']],
    ['phone_number', '+1 (555) 0100', ['not-a-phone-number']],
    ['nickname', 'ann', []],
  ])('takes standard attributes only in the shape AWS asks for: %s %s', (name, value, problems) => {
    const misfits = findMisfits(new Map([[name, value]]), [define({ name, maxLength: 100 })]);
    expect(misfits.map(({ problem }) => problem)).toEqual(problems);
  });

  it('names attributes the target does not have, and says which misfits are required', () => {
    const schema = [define({ name: 'name', required: true, maxLength: 1 })];
    expect(
      findMisfits(
        new Map([
          ['name', 'Ann'],
          ['custom:y', '1'],
        ]),
        schema,
      ),
    ).toEqual([
      { name: 'name', problem: 'too-long', required: true },
      { name: 'custom:y', problem: 'unknown', required: false },
    ]);
  });

  it('never holds a value', () => {
    const misfits = findMisfits(new Map([['custom:x', 'canary']]), [define({ maxLength: 1 })]);
    expect(JSON.stringify(misfits)).not.toContain('canary');
  });
});

describe('findMissingRequired', () => {
  it('takes an empty value for missing and does not ask for the sub', () => {
    const schema = [
      ...buildTarget().schema,
      define({ name: 'name', required: true }),
      define({ name: 'gender', required: true }),
    ];
    expect(findMissingRequired(new Map([['name', '']]), schema)).toEqual(['name', 'gender']);
    expect(
      findMissingRequired(
        new Map([
          ['name', 'Ann'],
          ['gender', 'f'],
        ]),
        schema,
      ),
    ).toEqual([]);
  });
});
