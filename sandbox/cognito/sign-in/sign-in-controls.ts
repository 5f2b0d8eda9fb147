/** What AWS leaves open about signing in. */
export type SignInControls = {
  /** How long PASSWORD_VERIFIER waits for its answer. AWS says "a few seconds": the number is a guess. */
  srpAnswerMs: number;
  /** How many requests and redemptions of reset codes one user may make. AWS says between 5 and 20, by risk. */
  recoveryAttemptsPerHour: number;
};

export const createSignInControls = (): SignInControls => ({ srpAnswerMs: 10_000, recoveryAttemptsPerHour: 20 });
