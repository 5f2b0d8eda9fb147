import type { RejectCode } from './reject-codes.ts';

/** Why one user has no row. The message names attributes, never their values. */
export type Rejection = { readonly ok: false; readonly code: RejectCode; readonly message: string };

export const reject = (code: RejectCode, message: string): Rejection => ({ ok: false, code, message });
