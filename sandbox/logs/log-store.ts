import type { SandboxClock } from '../clock.ts';

export type LogEvent = {
  readonly id: number;
  readonly timestampMs: number;
  readonly ingestedMs: number;
  readonly message: string;
};

export type LogStream = { readonly createdMs: number; readonly events: LogEvent[] };

/** Log groups and streams, as far as import jobs write and poolferry reads them. */
export type LogStore = {
  /** How long an event stays invisible after it was written. Logs arrive late in AWS, too. */
  lateByMs: number;
  readonly groups: ReadonlyMap<string, ReadonlyMap<string, LogStream>>;
  /** Makes group and stream where they are missing. */
  write(to: { readonly group: string; readonly stream: string }, message: string): void;
  /** What can be read by now, in the order of writing. */
  visible(stream: LogStream): readonly LogEvent[];
};

export const createLogStore = (clock: SandboxClock): LogStore => {
  const groups = new Map<string, Map<string, LogStream>>();
  let lastId = 0;
  return {
    lateByMs: 0,
    groups,
    write(to, message) {
      const nowMs = clock.nowMs();
      const streams = groups.get(to.group) ?? new Map<string, LogStream>();
      groups.set(to.group, streams);
      const stream = streams.get(to.stream) ?? { createdMs: nowMs, events: [] };
      streams.set(to.stream, stream);
      lastId += 1;
      stream.events.push({ id: lastId, timestampMs: nowMs, ingestedMs: nowMs + this.lateByMs, message });
    },
    visible: ({ events }) => {
      const nowMs = clock.nowMs();
      return events.filter(({ ingestedMs }) => ingestedMs <= nowMs);
    },
  };
};
