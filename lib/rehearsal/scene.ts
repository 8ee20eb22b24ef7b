/** What happens in a story: its scenes, as `at` statements tell them. */
import type { Audience } from '../core/incident/audience';
import type { Words } from './words';

/** Something that happens at a time after the start. */
export type Scene = { readonly line: number; readonly atMs: number; readonly text: string } & (
  | { readonly action: 'fail'; readonly dependency: string; readonly share: number }
  | { readonly action: 'slow'; readonly dependency: string; readonly latencyMs: number }
  | { readonly action: 'recover'; readonly dependency: string }
  | { readonly action: 'redrive'; readonly queue: string }
  | { readonly action: 'deploy'; readonly stack: string }
  | { readonly action: 'crash'; readonly function: string; readonly share: number }
  | { readonly action: 'heal'; readonly function: string }
  | { readonly action: 'clock'; readonly function: string; readonly skewMs: number }
  | { readonly action: 'mute'; readonly words: readonly string[]; readonly lengthMs: number }
  | { readonly action: 'acknowledge'; readonly by: string }
  | { readonly action: 'resolve'; readonly by: string; readonly force: boolean }
  | { readonly action: 'note'; readonly by: string; readonly note: string }
  | { readonly action: 'update'; readonly by: string; readonly audience: Audience; readonly update: string }
  | { readonly action: 'approve' | 'run'; readonly runbook: string; readonly by: string }
  | { readonly action: 'say' }
);

/** Those in which somebody does something about every incident that is open. */
export type PersonScene = Extract<Scene, { readonly by: string }>;

/** What stands behind `at <time>`. */
export function readScene(words: Words, line: number): Scene {
  const atMs = words.duration();
  const text = words.remaining();
  return { line, atMs, text, ...words.oneOf(ACTIONS)(words) } as Scene;
}

const ACTIONS: Readonly<Record<string, (words: Words) => object>> = {
  fail: (words) => {
    const dependency = words.next('the name of a dependency');
    return { action: 'fail', dependency, share: words.accept('for') ? words.percent() : 1 };
  },
  slow: (words) => {
    const dependency = words.next('the name of a dependency');
    words.expect('to');
    return { action: 'slow', dependency, latencyMs: words.duration() };
  },
  recover: (words) => ({ action: 'recover', dependency: words.next('the name of a dependency') }),
  redrive: (words) => ({ action: 'redrive', queue: words.next('the id of a dead-letter queue') }),
  deploy: (words) => ({ action: 'deploy', stack: words.next('the name of a stack') }),
  crash: (words) => ({
    action: 'crash',
    function: words.next('the id of a function'),
    share: words.accept('for') ? words.percent() : 1,
  }),
  heal: (words) => ({ action: 'heal', function: words.next('the id of a function') }),
  clock: (words) => {
    const id = words.next('the id of a function');
    const skewMs = words.oneOf({ ahead: 1, behind: -1, right: 0 });
    return { action: 'clock', function: id, skewMs: skewMs === 0 ? 0 : skewMs * words.duration() };
  },
  mute: (words) => {
    const named = words.until('for', "words of the alarm's name");
    words.expect('for');
    return { action: 'mute', words: named, lengthMs: words.duration() };
  },
  acknowledge: (words) => ({ action: 'acknowledge', by: person(words) }),
  resolve: (words) => ({ action: 'resolve', by: person(words), force: words.accept('force') }),
  note: (words) => ({ action: 'note', by: person(words), note: words.rest('what is noted') }),
  update: (words) => {
    const audience = words.oneOf<Audience>({ by: 'responders', stakeholders: 'stakeholders', customers: 'customers' });
    const by = audience === 'responders' ? words.next('the name of a person') : person(words);
    return { action: 'update', audience, by, update: words.rest('what is told') };
  },
  approve: (words) => runbook('approve', words),
  run: (words) => runbook('run', words),
  say: (words) => {
    words.rest('a text');
    return { action: 'say' };
  },
};

function runbook(action: 'approve' | 'run', words: Words): object {
  return { action, runbook: words.next('the name of a runbook'), by: person(words) };
}

/** Somebody works on every incident that is open then. */
function person(words: Words): string {
  words.expect('by');
  return words.next('the name of a person');
}
