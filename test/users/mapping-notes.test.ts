import { describe, expect, it } from 'vitest';
import { findBlankColumns, findMappingNotes, findUnknownToSource } from '../../core/users/mapping-notes.ts';
import type { AttributeDefinition } from '../../core/users/pool-profile.ts';
import { buildUsersConfig } from '../support/user-builders.ts';

const attribute = (overrides: Partial<AttributeDefinition>): AttributeDefinition => ({
  name: 'custom:plan',
  type: 'String',
  required: false,
  mutable: true,
  ...overrides,
});
const users = buildUsersConfig({ attributes: { copy: ['standard', 'custom:plan'] } });
const notes = (before: Partial<AttributeDefinition>, after: Partial<AttributeDefinition>, config = users) =>
  findMappingNotes(config, { source: { schema: [attribute(before)] }, target: { schema: [attribute(after)] } });

describe('findMappingNotes', () => {
  it.each<[string, Partial<AttributeDefinition>, Partial<AttributeDefinition>, RegExp]>([
    ['another type', {}, { type: 'Number' }, /is a Number in the target and a String/],
    ['a lower maximum length', { maxLength: 256 }, { maxLength: 20 }, /at most 20 characters/],
    ['a maximum length where there was none', {}, { maxLength: 20 }, /at most 20 characters/],
    ['a higher minimum length', { minLength: 0 }, { minLength: 3 }, /at least 3 characters/],
    ['a narrower range', { type: 'Number', maxValue: 9 }, { type: 'Number', maxValue: 5 }, /narrower range/],
    ['a range where there was none', { type: 'Number' }, { type: 'Number', minValue: 0 }, /narrower range/],
    ['a value of everybody', {}, { required: true }, /users without it are rejected/],
    ['a value that stays', {}, { mutable: false }, /cannot be changed/],
  ])('says that the target asks for %s', (_what, before, after, said) => {
    expect(notes(before, after)).toEqual([expect.stringMatching(said)]);
  });

  it.each<[string, Partial<AttributeDefinition>, Partial<AttributeDefinition>]>([
    ['the same', { maxLength: 20, minLength: 1 }, { maxLength: 20, minLength: 1 }],
    ['less', { type: 'Number', minValue: 1, required: true, mutable: false }, { type: 'String' }],
    ['more room', { maxLength: 20, minLength: 5 }, { maxLength: 30, minLength: 1 }],
  ])('says nothing when the target asks for %s', (_what, before, after) => {
    expect(notes(before, after)).toEqual([]);
  });

  it('compares a renamed attribute with what it becomes', () => {
    const renaming = buildUsersConfig({
      attributes: { copy: ['custom:plan'], rename: { 'custom:plan': 'custom:tier' } },
    });
    expect(notes({}, { name: 'custom:tier', maxLength: 2 }, renaming)).toEqual([
      expect.stringMatching(/^"custom:tier" \(from "custom:plan"\) has at most 2/),
    ]);
  });
});

describe('findUnknownToSource', () => {
  it('names custom attributes that the source does not have', () => {
    const config = buildUsersConfig({ attributes: { copy: ['standard', 'custom:plan', 'custom:zip'] } });
    expect(findUnknownToSource(config, { schema: [attribute({})] })).toEqual(['custom:zip']);
  });
});

describe('findBlankColumns', () => {
  it("names the target's custom columns that nothing goes into, and none that are filled under another name", () => {
    const config = buildUsersConfig({
      attributes: { copy: ['custom:plan'], rename: { 'custom:plan': 'custom:tier' } },
      previousSub: 'custom:was',
    });
    const header = ['name', 'custom:plan', 'custom:tier', 'custom:was', 'dev:custom:note', 'cognito:username'];
    expect(findBlankColumns(config, header)).toEqual(['custom:plan', 'dev:custom:note']);
  });
});
