/** What AWS leaves open about signing in. */
export type SignInControls = {
  /** How long PASSWORD_VERIFIER waits for its answer. AWS says "a few seconds": the number is a guess. */
  srpAnswerMs: number;
};

export const createSignInControls = (): SignInControls => ({ srpAnswerMs: 10_000 });
