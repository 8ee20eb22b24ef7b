import fc from 'fast-check';
import { VirtualTime } from '../../../bench/soak/virtual-time';

test('whatever is planned happens in the order of its time, and what was planned first comes first', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(20), { maxLength: 40 }), async (times) => {
      const time = new VirtualTime(0);
      const happened: [number, number][] = [];
      for (const [index, atMs] of times.entries()) time.at(atMs, () => happened.push([time.now(), index]));
      await time.runUntil(100);
      const expected = times.map((atMs, index): [number, number] => [atMs, index]).sort((a, b) => a[0] - b[0]);
      expect(happened).toEqual(expected);
      expect(time.now()).toBe(100);
    }),
  );
});

test('what is planned for later waits, and what is planned for the past happens now', async () => {
  const time = new VirtualTime(1_000);
  const happened: number[] = [];
  time.at(5, () => happened.push(time.now()));
  time.after(600, () => happened.push(time.now()));
  await time.runUntil(1_500);
  expect(happened).toEqual([1_000]);
  await time.runUntil(1_600);
  expect(happened).toEqual([1_000, 1_600]);
});

test('whoever sleeps goes on at their time, and everything they do at once is done before time goes on', async () => {
  const time = new VirtualTime(0);
  const said: string[] = [];
  const worker = async (name: string, ms: number) => {
    await time.sleep(ms);
    for (let step = 0; step < 3; step += 1) await Promise.resolve(said.push(`${name} ${step} at ${time.now()}`));
  };
  time.at(0, () => void Promise.all([worker('slow', 20), worker('fast', 10)]));
  await time.runUntil(50);
  expect(said).toEqual([0, 1, 2].map((step) => `fast ${step} at 10`).concat([0, 1, 2].map((s) => `slow ${s} at 20`)));
});

test('time stands still while somebody waits for an engine', async () => {
  const time = new VirtualTime(0);
  const answered: number[] = [];
  const request = () => new Promise((answer) => setImmediate(() => setImmediate(answer)));
  time.at(1, () => void time.real(request()).then(() => answered.push(time.now())));
  time.at(2, () => answered.push(-1));
  await time.runUntil(10);
  expect(answered).toEqual([1, -1]);
});

test('it stops where it is told to, and stays there', async () => {
  const time = new VirtualTime(0);
  const happened: number[] = [];
  for (const atMs of [1, 2, 3]) time.at(atMs, () => happened.push(atMs));
  await time.runUntil(10, () => happened.length === 2);
  expect([happened, time.now()]).toEqual([[1, 2], 2]);
});
