/** Segments a scan may have: API_Scan, TotalSegments, read 2026-11-20. */
export const maxSegments = 1_000_000;

const bytesPerSegment = 512 * 1024 * 1024;

/**
 * How many segments a table is cut into: many more than work at once, so that progress is saved finely and no worker waits for
 * one long segment, but few on a small table, because every segment costs at least one call.
 */
export const chooseSegments = (estimatedBytes: number): number =>
  Math.min(4096, Math.max(8, Math.ceil(estimatedBytes / bytesPerSegment)));

/** The segments in random order: neighbours live on one partition, which would get all workers at once. */
export const shuffledSegments = (totalSegments: number, random: () => number): number[] => {
  const order = Array.from({ length: totalSegments }, (_, segment) => segment);
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] as number, order[last] as number];
  }
  return order;
};
