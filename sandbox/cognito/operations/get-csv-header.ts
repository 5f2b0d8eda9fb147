import { csvHeaderOf } from '../import/csv-header.ts';
import { poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';

export const getCsvHeader = defineOperation<{ readonly UserPoolId: string }>(['UserPoolId'], (state, request) => {
  const pool = poolOf(state, request.UserPoolId);
  return { UserPoolId: pool.id, CSVHeader: csvHeaderOf(state, pool) };
});
