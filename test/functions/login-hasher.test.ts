import { expect, it } from 'vitest';
import { hashLogin } from '../../core/identity/login-hash.ts';
import { createLoginHasher } from '../../functions/invocation/login-hasher.ts';

const key = 'a-name-hash-key-0123456789abcdef';
const { signal } = new AbortController();

it('reads the key once per container', async () => {
  let reads = 0;
  const hash = createLoginHasher(async () => {
    reads += 1;
    return key;
  });

  expect([await hash('ada', signal), await hash('ada', signal)]).toEqual([
    hashLogin(key, 'ada'),
    hashLogin(key, 'ada'),
  ]);
  expect(reads).toBe(1);
});

it('reads anew after an invocation that ended before the key came', async () => {
  const reads: AbortSignal[] = [];
  const hash = createLoginHasher((invocation) => {
    reads.push(invocation);
    return reads.length === 1 ? new Promise(() => {}) : Promise.resolve(key);
  });
  const cutOff = new AbortController();
  void hash('ada', cutOff.signal);
  cutOff.abort();

  expect(await hash('ada', signal)).toBe(hashLogin(key, 'ada'));
  expect(reads).toEqual([cutOff.signal, signal]);
});
