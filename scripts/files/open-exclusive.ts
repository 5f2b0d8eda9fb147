import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Absent on Windows, where links need a privilege to be made. */
const noFollow = constants.O_NOFOLLOW ?? 0;

/** Creates a file that only its owner can read, for writing. Fails (`EEXIST`) if anything, even a dangling link, has that name. */
export const openExclusive = (path: string, mode = 0o600): Promise<FileHandle> =>
  open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow, mode);

/** Opens a file of ours for reading and appending, made if absent. Never follows a link. */
export const openForAppend = (path: string, mode = 0o600): Promise<FileHandle> =>
  open(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | noFollow, mode);

/** Opens an existing file of ours for reading. Never follows a link. */
export const openForReading = (path: string): Promise<FileHandle> => open(path, constants.O_RDONLY | noFollow);
