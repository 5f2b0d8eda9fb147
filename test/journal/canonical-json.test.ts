import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../core/journal/canonical-json.ts';
import { runCount, runIdStem, toRunId } from '../../core/journal/run-identity.ts';

const reverseKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reverseKeys(member)]),
  );
};

describe('canonical JSON', () => {
  it('is the same whatever the order of keys, and means the same', () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'medium' }), (value) => {
        expect(canonicalJson(reverseKeys(value))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('treats a key named __proto__ as a key', () => {
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"x":1}}'))).toBe('{"__proto__":{"x":1},"b":1}');
  });
});

describe('run ids', () => {
  it('count the runs of one identity, and no others', () => {
    const stem = runIdStem({ command: 'export', inputHashes: {}, options: {} });

    expect([1, 2, 17].map((count) => runCount(toRunId(stem, count), stem))).toEqual([1, 2, 17]);
    expect(['export', `${stem}-1`, `${stem}-0`, `${stem}-x`, `${stem}2`].map((id) => runCount(id, stem))).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
  });
});
