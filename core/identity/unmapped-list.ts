import { createSample, type Sample } from '../export/sample.ts';
import type { Scratch } from '../journal/scratch.ts';
import { createSorter } from '../spill/create-sorter.ts';
import type { UnmappedCode, UnmappedUser } from './unmapped-user.ts';

export type UnmappedList = ReturnType<typeof createUnmappedList>;

/** Puts those who are not in the map in the order of their old subs, and keeps some of each kind to show. */
export const createUnmappedList = (scratch: Scratch, memory?: number) => {
  const sorter = createSorter(scratch, 'unmapped', memory);
  const samples = new Map<UnmappedCode, ReturnType<typeof createSample<UnmappedUser>>>();
  return {
    add(user: UnmappedUser) {
      const sample = samples.get(user.code) ?? createSample<UnmappedUser>();
      samples.set(user.code, sample);
      sample.add(user);
      sorter.add(user.oldSub, JSON.stringify(user));
    },
    relieve: () => sorter.relieve(),
    async *sorted(): AsyncGenerator<UnmappedUser, void, undefined> {
      for await (const batch of sorter.sorted()) for (const { text } of batch) yield JSON.parse(text) as UnmappedUser;
    },
    /** Ordered by code. */
    byCode: (): ReadonlyMap<UnmappedCode, Sample<UnmappedUser>> =>
      new Map([...samples].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, sample]) => [code, sample.get()])),
  };
};
