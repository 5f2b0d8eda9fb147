import { decodeJournal } from './decode-journal.ts';
import { encodeJournalLine, toRecordJson } from './journal-line.ts';
import { assertEnvelope, type Envelope } from './record-envelope.ts';
import type { JournalFile } from './run-places.ts';
import type { Journal } from './run-store.ts';

type Position = { readonly crc: number; readonly endOffset: number };

const start: Position = { crc: 0, endOffset: 0 };

/**
 * A journal over the bytes of one file. The first line says which journal it is. Appends that wait for one another are
 * written together, so that many writers share one flush. After an append failed nothing is appended any more, for
 * there may be half a line in the file; the next process drops it.
 */
export const createJournal = (file: JournalFile, envelope: Envelope, fileName: string): Journal => {
  const header = toRecordJson(envelope);
  let waiting: string[] = [];
  let nextWrite: Promise<void> | undefined;
  let lastWrite: Promise<void> = Promise.resolve();
  let end: Position | undefined;

  const entries = async function* () {
    let isHeader = true;
    let position = start;
    for await (const { record, crc, endOffset } of decodeJournal(file.read(), fileName)) {
      if (isHeader) assertEnvelope(record, envelope, fileName);
      else yield record;
      isHeader = false;
      position = { crc, endOffset };
    }
    return position;
  };

  const findEnd = async (): Promise<Position> => {
    const reading = entries();
    for (;;) {
      const step = await reading.next();
      if (step.done) return step.value;
    }
  };

  const write = async () => {
    const records = waiting;
    waiting = [];
    nextWrite = undefined;
    if (end === undefined) {
      end = await findEnd();
      await file.truncate(end.endOffset);
    }
    if (end.endOffset === 0) records.unshift(header);
    let { crc, endOffset } = end;
    let text = '';
    for (const record of records) {
      const encoded = encodeJournalLine(record, crc);
      text += encoded.line;
      crc = encoded.crc;
      endOffset += Buffer.byteLength(encoded.line);
    }
    await file.append(text);
    end = { crc, endOffset };
  };

  return {
    async append(records) {
      if (records.length === 0) return;
      const texts = records.map(toRecordJson);
      for (const text of texts) waiting.push(text);
      if (nextWrite === undefined) {
        nextWrite = lastWrite.then(write);
        lastWrite = nextWrite;
      }
      await nextWrite;
    },
    read: entries,
  };
};
