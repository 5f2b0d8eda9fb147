import type { ProgressState } from './progress-state.ts';

/** `1,234 of 5,000 users (24 %), 412/s, 1 min 31 s left`. A total that turned out too small is not shown as more than 100 %. */
export const formatProgress = ({ done, total, elapsedMs }: ProgressState, unit: string): string => {
  const perSecond = elapsedMs >= 1000 ? (done * 1000) / elapsedMs : undefined;
  const isPlausible = total !== undefined && total > 0 && done <= total;
  const amount = isPlausible
    ? `${formatCount(done)} of ${formatCount(total)} ${unit} (${Math.floor((done / total) * 100)} %)`
    : `${formatCount(done)} ${unit}`;
  const rate = perSecond === undefined || done === 0 ? [] : [`${formatRate(perSecond)}/s`];
  const left =
    isPlausible && perSecond !== undefined && perSecond > 0 && done < total
      ? [`${formatDuration(((total - done) / perSecond) * 1000)} left`]
      : [];
  return [amount, ...rate, ...left].join(', ');
};

export const formatCount = (count: number): string => Math.round(count).toLocaleString('en-US');

const formatRate = (perSecond: number) =>
  perSecond >= 10 ? formatCount(perSecond) : perSecond.toLocaleString('en-US', { maximumFractionDigits: 1 });

/** `42 s`, `3 min 05 s`, `2 h 10 min`, `3 days`. */
export const formatDuration = (durationMs: number): string => {
  const seconds = Math.max(0, Math.ceil(durationMs / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${String(minutes % 60).padStart(2, '0')} min` : `${Math.floor(hours / 24)} days`;
};
