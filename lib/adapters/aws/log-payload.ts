import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type LogPayloadPort, PayloadRefused } from '../../workflow/ports/error-store';

/**
 * Lambda takes events of 1 MB asynchronously, and logs of text pack to a tenth: what unpacks to more is made to.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAX_LOG_BYTES = 50_000_000;

/** Log events as CloudWatch Logs packs them: base64 of gzip. */
export const gzipLogPayload: LogPayloadPort = {
  unpack: async (data) => {
    try {
      const bytes = await promisify(gunzip)(Buffer.from(data, 'base64'), { maxOutputLength: MAX_LOG_BYTES });
      return bytes.toString();
    } catch (error) {
      throw new PayloadRefused(reasonOf(error as NodeJS.ErrnoException));
    }
  },
};

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ERR_BUFFER_TOO_LARGE') return `it unpacks to more than ${MAX_LOG_BYTES} bytes`;
  return `it is no gzip in base64: ${message}`;
}
