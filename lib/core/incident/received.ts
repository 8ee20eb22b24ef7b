/** When a signal came that is dated to its data: minutes may lie between, and read like a delay of whoever was told. */

const WORTH_SAYING_MS = 60_000;
const RECEIVED = / \(received (at [^()]+ UTC)\)$/;

/** ` (received at 09:20:01 UTC)` for what came more than a minute after its time, else nothing. */
export function receivedWords(timestampMs: number, receivedMs: number): string {
  if (receivedMs - timestampMs <= WORTH_SAYING_MS) return '';
  const [day, time] = new Date(receivedMs).toISOString().slice(0, 19).split('T');
  const sameDay = new Date(timestampMs).toISOString().startsWith(day ?? '');
  return ` (received at ${sameDay ? '' : `${day} `}${time} UTC)`;
}

/** `at 09:20:01 UTC`, where a text ends with {@link receivedWords}. */
export function readReceived(text: string): string | undefined {
  return RECEIVED.exec(text)?.[1];
}
