import type { BenchRow } from './bench-row.ts';
import { aMillionUsers } from './rows/a-million-users.ts';
import { usersByCall } from './rows/users-by-call.ts';
import { usersOverSdk } from './rows/users-over-sdk.ts';

/** In the order of the table. A new row is a file in `rows/` and a line here. */
export const ALL_ROWS: readonly BenchRow[] = [usersOverSdk, usersByCall, aMillionUsers];
