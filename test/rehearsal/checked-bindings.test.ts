import type { RehearsalBindings, RehearsedHandler, RehearsedPlatform } from '../../lib/rehearsal/bindings';
import { checkedBindings } from '../../lib/rehearsal/checked-bindings';
import { rehearse } from '../../lib/rehearsal/rehearsal';
import { lambda } from './support';

const handler: RehearsedHandler = async (event: { name: string }) => `Hello ${event.name}`;
const STORY = 'scenario Greetings\nalarm Errors App/Errors Sum > 5 in 1 of 1 x 1m\nend 2m';
const given = (Greet: unknown) => ({ functions: () => ({ Greet }) }) as unknown as RehearsalBindings;

test.each([
  ['the handler itself', handler, 'got a function that takes an argument: the handler itself?'],
  ['nothing', undefined, 'got undefined'],
  ['null', null, 'got null'],
  ['an object', {}, 'got object'],
])('%s in the place of a factory is refused before anything is played', async (_, binding, found) => {
  const rehearsal = rehearse({ Resources: { Greet: lambda() } }, { bindings: given(binding) });
  await expect(rehearsal.playText(STORY)).rejects.toThrow(
    `the binding of 'Greet' must be a function that builds its handler, ${found}; write Greet: () => handler`,
  );
});

describe('a factory that takes nothing', () => {
  function built(binding: unknown) {
    const fail = jest.fn();
    const code = checkedBindings(given(binding), fail).functions({} as RehearsedPlatform);
    return { fail, build: () => code.Greet?.() };
  }

  test('builds its handler', () => {
    const { fail, build } = built(() => handler);
    expect(build()).toBe(handler);
    expect(fail).not.toHaveBeenCalled();
  });

  test.each([
    ['a promise', async () => 'Hello'],
    ['a promise', () => Promise.reject(new Error('no event'))],
    ['string', () => 'Hello'],
    ['undefined', () => undefined],
  ])('and answers %s ends the rehearsal: it is the handler', async (answer, binding) => {
    const { fail, build } = built(binding);
    const problem = `the binding of 'Greet' must be a function that builds its handler, it answered ${answer}; write Greet: () => handler`;
    expect(build).toThrow(problem);
    expect(fail).toHaveBeenCalledWith(new Error(problem));
  });

  test('and throws is a cold start that fails, no wrong binding', () => {
    const { fail, build } = built(() => {
      throw new Error('no table');
    });
    expect(build).toThrow('no table');
    expect(fail).not.toHaveBeenCalled();
  });
});
