/** Exit codes of the command line (0 done, 1 failed, 2 usage or refused, 3 finished with leftovers, 130 interrupted). */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

type PoolferryErrorDetails = {
  /** Stable, greppable name of what went wrong, in kebab-case. */
  readonly code: string;
  /** The next step for the person who reads this, as a full sentence or a command. */
  readonly hint?: string;
  /** What is to be copied as it stands, line by line. */
  readonly lines?: readonly string[];
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
};

/**
 * A failure that poolferry foresaw. The message says what happened and quotes which thing; `hint` says what to do next.
 * Never put a password, token, secret or attribute value into either. Trouble with a single record is data, not an error.
 */
export class PoolferryError extends Error {
  override readonly name: string = 'PoolferryError';
  readonly code: string;
  readonly hint: string | undefined;
  readonly lines: readonly string[];
  readonly exitCode: ExitCode;

  constructor(message: string, { code, hint, lines = [], exitCode = 1, cause }: PoolferryErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
    this.lines = lines;
    this.exitCode = exitCode;
  }
}

/** poolferry declines to do what was asked: bad usage, bad configuration or an unsafe state. Exit code 2. */
export class RefusedError extends PoolferryError {
  override readonly name: string = 'RefusedError';

  constructor(message: string, details: Omit<PoolferryErrorDetails, 'exitCode'>) {
    super(message, { ...details, exitCode: 2 });
  }
}

/**
 * Several independent problems, reported together so that a person mends them in one go; `count` where there are more of them
 * than are listed. Exit code 2.
 */
export class ProblemsError extends RefusedError {
  override readonly name: string = 'ProblemsError';
  readonly problems: readonly string[];

  constructor(
    subject: string,
    problems: readonly string[],
    details: { readonly code: string; readonly hint?: string; readonly count?: number },
  ) {
    const { count = problems.length } = details;
    super(`${subject}: ${count === 1 ? '1 problem' : `${count} problems`}`, details);
    this.problems = problems;
  }
}

/** The run was told to stop (Ctrl-C, SIGTERM). What was written stays valid; the same command continues. */
export class InterruptedError extends PoolferryError {
  override readonly name: string = 'InterruptedError';

  constructor(message = 'Interrupted.') {
    super(message, { code: 'interrupted', exitCode: 130, hint: 'Run the same command again to continue.' });
  }
}
