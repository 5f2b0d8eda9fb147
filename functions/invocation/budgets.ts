const usualMs = 3_500;
/** Cognito gives up after five seconds; some of them it needs itself. */
const lastAnswerMs = 4_500;
/** Enough to ask the source once. */
const leastMs = 1_500;

/**
 * What an invocation may take. The first one pays for the start of its container, for which Cognito has waited too; `uptimeMs`
 * says how long ago that was. A container that has been up for longer than Cognito waits was started ahead.
 */
export const createBudgets = () => {
  let isFirst = true;
  return (uptimeMs: number): number => {
    const paysForStart = isFirst && uptimeMs < lastAnswerMs;
    isFirst = false;
    return paysForStart ? Math.min(usualMs, Math.max(leastMs, lastAnswerMs - uptimeMs)) : usualMs;
  };
};
