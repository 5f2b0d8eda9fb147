import { cpuSecondsOf } from './cpu-seconds.ts';

const pages = 60;
const textsPerPage = 1_000;
const rounds = 5;
/** What the work takes on the machine on which the budgets were set. */
export const usualSeconds = 0.105;

/** 1 where a machine is as fast as that one, or faster. */
export const paceOf = (seconds: number): number => Math.max(1, seconds / usualSeconds);

/** What rows spend their time on: text is made, taken apart, put together again and looked up. */
const workOnPage = (page: number) => {
  const numbers = new Map<string, number>();
  for (let n = page * textsPerPage; n < (page + 1) * textsPerPage; n += 1) {
    const values = [`someone.${n}@example.com`, 'true', '+12345550100'];
    const text = JSON.stringify({ name: `Someone, Number ${n}`, values });
    const parsed = JSON.parse(text) as { name: string; values: string[] };
    numbers.set([...parsed.values, parsed.name].join(',').replaceAll('@', '\\@'), n);
  }
  if (numbers.size !== textsPerPage) throw new Error('The work was not done.');
};

/**
 * How many times as much processor time this machine takes for the same work as the one on which the budgets were set, because it
 * is slower or shares its cores. The least of several rounds, so that neither compiling nor a neighbour's moment counts.
 */
export const machinePace = async (): Promise<number> => {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const seconds = await cpuSecondsOf(() => {
      for (let page = 0; page < pages; page += 1) workOnPage(page);
    });
    least = Math.min(least, seconds);
  }
  return paceOf(least);
};
