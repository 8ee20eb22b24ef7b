import { patch } from '../../../lib/rehearsal/platform/patch';

function greeter() {
  return {
    name: 'Ada',
    greet(greeting: string): string {
      return `${greeting} ${this.name}`;
    },
  };
}

test('is in place until it is taken off, and keeps its holder', () => {
  const holder = greeter();
  const { greet } = holder;
  const off = patch(
    holder,
    'greet',
    (original) =>
      function shout(this: typeof holder, greeting) {
        return original.call(this, greeting).toUpperCase();
      },
  );
  expect(holder.greet('hello')).toBe('HELLO ADA');
  off();
  expect(holder.greet('hello')).toBe('hello Ada');
  expect(holder.greet).toBe(greet);
});

test.each([
  ['the later one first', [1, 0]],
  ['the earlier one first', [0, 1]],
])('two come off in any order: %s', (_, order) => {
  const holder = greeter();
  const marked = (mark: string) =>
    patch(holder, 'greet', (original) => (greeting) => `${mark}${original.call(holder, greeting)}`);
  const offs = [marked('a'), marked('b')];
  expect(holder.greet('hi')).toBe('bahi Ada');
  offs[order[0] as number]?.();
  expect(holder.greet('hi')).toBe(order[0] === 0 ? 'bhi Ada' : 'ahi Ada');
  offs[order[1] as number]?.();
  expect(holder.greet('hi')).toBe('hi Ada');
});
