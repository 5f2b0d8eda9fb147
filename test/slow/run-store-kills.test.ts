import { describe } from 'vitest';
import { itSurvivesKills, toKills } from '../journal/kill-sweep.ts';

describe('a process that is killed (kill -9) anywhere', () => {
  itSurvivesKills(toKills([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [0, 1, 2, 4, 8]));
});
