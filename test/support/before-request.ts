import type { Sandbox } from '../../sandbox/sandbox.ts';

/** Something that happens before the n-th request of an operation from now on is served; the request is signed already. */
export const beforeRequest = (
  { faults }: Pick<Sandbox, 'faults'>,
  operation: string,
  n: number,
  happens: () => void,
) => {
  let met = 0;
  const when = () => {
    met += 1;
    if (met === n) happens();
    return false;
  };
  faults.add({ kind: 'throttle', operation, when });
};
