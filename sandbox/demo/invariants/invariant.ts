import type { Evidence } from '../evidence.ts';

/** Something that must hold whenever a crossing is over, judged by nothing but the evidence. */
export type Invariant = {
  readonly id: 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8';
  /** What holds, in a line for the summary. */
  readonly rule: string;
  /** The breaches found, each naming who or what; none when it holds. */
  check(evidence: Evidence): readonly string[];
};
