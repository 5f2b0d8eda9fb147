import type { SandboxClock } from '../clock.ts';

export type LogEvent = {
  readonly id: number;
  readonly timestampMs: number;
  readonly ingestedMs: number;
  readonly message: string;
};

export type LogStream = {
  readonly createdMs: number;
  readonly visibleFromMs: number;
  readonly events: LogEvent[];
  /** When the last of its events shows. */
  completeFromMs: number;
};

/** Log groups and streams, as far as import jobs write and poolferry reads them. */
export type LogStore = {
  /** How long an event stays invisible after it was written. Logs arrive late in AWS, too. */
  lateByMs: number;
  /** How long a stream, and a group that has no other yet, stays unknown after its first line was written. */
  streamsLateByMs: number;
  readonly groups: ReadonlyMap<string, ReadonlyMap<string, LogStream>>;
  /** Makes group and stream where they are missing. */
  write(to: { readonly group: string; readonly stream: string }, message: string): void;
  /** The streams of a group that can be found by now: none where the group cannot, either. */
  visibleStreams(group: string): ReadonlyMap<string, LogStream>;
  /** What can be read by now, in the order of writing. */
  visible(stream: LogStream): readonly LogEvent[];
};

export const createLogStore = (clock: SandboxClock): LogStore => {
  const groups = new Map<string, Map<string, LogStream>>();
  let lastId = 0;

  const streamFor = (to: { readonly group: string; readonly stream: string }, lateByMs: number): LogStream => {
    const streams = groups.get(to.group) ?? new Map<string, LogStream>();
    groups.set(to.group, streams);
    const nowMs = clock.nowMs();
    const stream = streams.get(to.stream) ?? {
      createdMs: nowMs,
      visibleFromMs: nowMs + lateByMs,
      events: [],
      completeFromMs: 0,
    };
    streams.set(to.stream, stream);
    return stream;
  };

  return {
    lateByMs: 0,
    streamsLateByMs: 0,
    groups,
    write(to, message) {
      const nowMs = clock.nowMs();
      const stream = streamFor(to, this.streamsLateByMs);
      const ingestedMs = nowMs + this.lateByMs;
      lastId += 1;
      stream.events.push({ id: lastId, timestampMs: nowMs, ingestedMs, message });
      stream.completeFromMs = Math.max(stream.completeFromMs, ingestedMs);
    },
    visibleStreams: (group) => {
      const nowMs = clock.nowMs();
      return new Map([...(groups.get(group) ?? [])].filter(([, { visibleFromMs }]) => visibleFromMs <= nowMs));
    },
    visible: ({ events, completeFromMs }) => {
      const nowMs = clock.nowMs();
      return completeFromMs <= nowMs ? events : events.filter(({ ingestedMs }) => ingestedMs <= nowMs);
    },
  };
};
