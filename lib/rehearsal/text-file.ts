import { accessSync, constants, readFileSync, statSync } from 'node:fs';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is a file, not a directory',
  EACCES: 'its permissions do not let you read it',
  EPERM: 'its permissions do not let you read it',
  EISDIR: 'it is a directory; name a file in it',
  ENAMETOOLONG: 'the name is too long',
  ERR_STRING_TOO_LONG: 'it is too large; cut it into parts',
  ERR_FS_FILE_TOO_LARGE: 'it is too large; cut it into parts',
};

/**
 * The text of a file that the user named.
 * @param what it is, for the error: `scenario`, `recording`
 * @throws saying why it cannot be read
 */
export function readTextFile(file: string, what: string): string {
  checkTextFile(file, what);
  return orSay(file, what, () => readFileSync(file, 'utf8'));
}

/** @throws where there is no such file, or one that cannot be read; before any long work that would need it */
export function checkTextFile(file: string, what: string): void {
  orSay(file, what, () => {
    if (statSync(file).isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    accessSync(file, constants.R_OK);
  });
}

function orSay<T>(file: string, what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new Error(`cannot read the ${what} '${file}': ${REASONS[code] ?? message}`);
  }
}
