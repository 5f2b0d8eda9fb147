import { csvHeaderOf } from '../import/csv-header.ts';
import { defineOperation } from '../operation.ts';
import { poolOf } from '../state/lookups.ts';

export const getCsvHeader = defineOperation<{ readonly UserPoolId: string }>(['UserPoolId'], (state, request) => {
  const pool = poolOf(state, request.UserPoolId);
  return { UserPoolId: pool.id, CSVHeader: csvHeaderOf(state, pool) };
});
